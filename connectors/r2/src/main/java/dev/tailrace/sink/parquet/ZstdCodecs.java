package dev.tailrace.sink.parquet;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/// Zstandard for Parquet pages, without Hadoop. One for each file, used by one thread.
final class ZstdCodecs implements CompressionCodecFactory {
  private final Compressor compressor;

  ZstdCodecs(int level) {
    this.compressor = new Compressor(level);
  }

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName codec) {
    requireZstd(codec);
    return compressor;
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
    requireZstd(codec);
    return new Decompressor();
  }

  private static void requireZstd(CompressionCodecName codec) {
    if (codec != CompressionCodecName.ZSTD) {
      throw new IllegalArgumentException(codec + ": files are written in Zstandard only");
    }
  }

  @Override
  public void release() {
    compressor.release();
  }

  private static final class Compressor implements BytesInputCompressor {
    private final ZstdCompressCtx context;
    private byte[] packed = {};

    Compressor(int level) {
      this.context = new ZstdCompressCtx().setLevel(level);
    }

    @Override
    public BytesInput compress(BytesInput page) {
      ByteBuffer plain = page.toByteBuffer(HeapByteBufferAllocator.getInstance(), _ -> {});
      int bound = (int) Zstd.compressBound(plain.remaining());
      if (packed.length < bound) {
        packed = new byte[bound];
      }
      int length =
          context.compressByteArray(
              packed,
              0,
              packed.length,
              plain.array(),
              plain.arrayOffset() + plain.position(),
              plain.remaining());
      return BytesInput.from(Arrays.copyOf(packed, length));
    }

    @Override
    public CompressionCodecName getCodecName() {
      return CompressionCodecName.ZSTD;
    }

    @Override
    public void release() {
      context.close();
    }
  }

  private static final class Decompressor implements BytesInputDecompressor {
    @Override
    public BytesInput decompress(BytesInput page, int size) throws IOException {
      return BytesInput.from(Zstd.decompress(page.toInputStream().readAllBytes(), size));
    }

    @Override
    public void decompress(ByteBuffer page, int compressed, ByteBuffer into, int size) {
      byte[] bytes = new byte[compressed];
      page.get(bytes);
      into.put(Zstd.decompress(bytes, size));
    }

    @Override
    public void release() {
      // Holds nothing.
    }
  }
}
