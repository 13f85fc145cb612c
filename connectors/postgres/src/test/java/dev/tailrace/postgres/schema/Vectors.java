package dev.tailrace.postgres.schema;

import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Vectors for a test, as SQL takes them, and their distance by the plain formula.
final class Vectors {
  private Vectors() {}

  static float[] of(Random random) {
    float[] vector = new float[384];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }

  static String literal(float[] vector) {
    return IntStream.range(0, vector.length)
        .mapToObj(i -> Float.toString(vector[i]))
        .collect(Collectors.joining(",", "{", "}"));
  }

  static double cosineDistance(float[] a, float[] b) {
    double product = 0;
    double squaresOfA = 0;
    double squaresOfB = 0;
    for (int i = 0; i < a.length; i++) {
      product += (double) a[i] * b[i];
      squaresOfA += (double) a[i] * a[i];
      squaresOfB += (double) b[i] * b[i];
    }
    return 1 - product / (Math.sqrt(squaresOfA) * Math.sqrt(squaresOfB));
  }
}
