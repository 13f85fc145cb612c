package dev.tailrace.deploy;

import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;

/// An overlay as `kubectl kustomize` renders it.
record Overlay(String name, List<Manifest> manifests) {
  private static final String REMEDY =
      "install kubectl 1.22 or newer (Debian: kubernetes-client); no cluster is needed";

  static List<Overlay> all() {
    return Stream.of("dev", "production", "strimzi").map(Overlay::rendered).toList();
  }

  static Overlay rendered(String name) {
    Path folder = Repository.DEPLOY.resolve("k8s/overlays").resolve(name);
    String text = Run.piped(List.of("kubectl", "kustomize", "."), folder, "", REMEDY);
    return new Overlay(name, Repository.yaml(text).stream().map(Manifest::new).toList());
  }

  Stream<Manifest> of(String kind) {
    return manifests.stream().filter(manifest -> manifest.kind().equals(kind));
  }

  Stream<Manifest> workloads() {
    return manifests.stream().filter(Manifest::isWorkload);
  }

  Manifest one(String kind, String manifest) {
    return of(kind)
        .filter(candidate -> candidate.name().equals(manifest))
        .findFirst()
        .orElseThrow(() -> new NoSuchElementException(kind + "/" + manifest + " in " + name));
  }

  @Override
  public String toString() {
    return name;
  }
}
