package dev.tailrace.engines;

import com.fasterxml.jackson.core.JacksonException;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.UnprocessableEntityException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.rest.responses.ErrorResponse;

/// What went wrong, as Iceberg's REST protocol words it. Source: the error responses of its OpenAPI
/// description, rest-catalog-open-api.yaml.
final class CatalogErrors {
  private CatalogErrors() {}

  /// Clients tell the exceptions of one status apart by the type.
  static ErrorResponse of(Exception failure) {
    String message = failure.getMessage();
    return ErrorResponse.builder()
        .responseCode(status(failure))
        .withType(failure.getClass().getSimpleName())
        .withMessage(message == null ? failure.toString() : message)
        .build();
  }

  private static int status(Exception failure) {
    return switch (failure) {
      case NoSuchNamespaceException _, NoSuchTableException _, NotFoundException _ -> 404;
      case AlreadyExistsException _, CommitFailedException _, NamespaceNotEmptyException _ -> 409;
      case UnsupportedOperationException _ -> 406;
      case UnprocessableEntityException _ -> 422;
      case BadRequestException _,
          ValidationException _,
          IllegalArgumentException _,
          JacksonException _ ->
          400;
      // A client takes this for a commit whose outcome is not known, and looks.
      default -> 500;
    };
  }
}
