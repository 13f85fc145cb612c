package dev.tailrace.engines;

/// A refusal as the Confluent REST API words it: an HTTP status and an error code of its own.
final class RegistryException extends RuntimeException {
  private final int httpStatus;
  private final int errorCode;

  private RegistryException(int httpStatus, int errorCode, String message) {
    super(message);
    this.httpStatus = httpStatus;
    this.errorCode = errorCode;
  }

  static RegistryException noSuchPath() {
    return new RegistryException(404, 404, "HTTP 404 Not Found");
  }

  static RegistryException noSuchSubject(String subject) {
    return new RegistryException(404, 40401, "Subject '" + subject + "' not found.");
  }

  static RegistryException noSuchVersion(String version) {
    return new RegistryException(404, 40402, "Version " + version + " not found.");
  }

  static RegistryException noSuchSchema() {
    return new RegistryException(404, 40403, "Schema not found");
  }

  static RegistryException noSuchId(int id) {
    return new RegistryException(404, 40403, "Schema " + id + " not found");
  }

  static RegistryException alreadyDeleted(String subject) {
    return new RegistryException(
        404,
        40404,
        "Subject '" + subject + "' was soft deleted. Set permanent=true to delete permanently");
  }

  static RegistryException notYetDeleted(String what) {
    return new RegistryException(
        404, 40405, what + " was not deleted first before being permanently deleted");
  }

  static RegistryException noSuchConfig(String subject) {
    return new RegistryException(
        404,
        40408,
        "Subject '" + subject + "' does not have subject-level compatibility configured");
  }

  static RegistryException noSuchMode(String subject) {
    return new RegistryException(
        404, 40409, "Subject '" + subject + "' does not have subject-level mode configured");
  }

  static RegistryException incompatible(String subject, String details) {
    return new RegistryException(
        409,
        409,
        "Schema being registered is incompatible with an earlier schema for subject \""
            + subject
            + "\", details: "
            + details);
  }

  static RegistryException malformedRequest(String message) {
    return new RegistryException(422, 422, message);
  }

  static RegistryException invalidSchema(String message) {
    return new RegistryException(422, 42201, "Invalid schema: " + message);
  }

  static RegistryException invalidVersion(String version) {
    return new RegistryException(
        422,
        42202,
        "The specified version '"
            + version
            + "' is not a valid version id. Allowed values are between [1, 2^31-1] and the string"
            + " \"latest\"");
  }

  static RegistryException invalidLevel(String level) {
    return new RegistryException(
        422,
        42203,
        "Invalid compatibility level '"
            + level
            + "'. Valid values are none, backward, forward, full, backward_transitive,"
            + " forward_transitive, and full_transitive");
  }

  static RegistryException unsupportedMode(String mode) {
    return new RegistryException(
        422, 42204, "Invalid mode '" + mode + "'. This registry knows READWRITE only");
  }

  static RegistryException storeFailed(String message) {
    return new RegistryException(500, 50001, message);
  }

  int httpStatus() {
    return httpStatus;
  }

  int errorCode() {
    return errorCode;
  }
}
