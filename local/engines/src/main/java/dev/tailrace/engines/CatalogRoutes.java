package dev.tailrace.engines;

import static org.apache.iceberg.rest.RESTCatalogProperties.SnapshotMode.ALL;
import static org.apache.iceberg.rest.RESTCatalogProperties.SnapshotMode.REFS;

import dev.tailrace.engines.IcebergCatalogServer.Warehouse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.rest.CatalogHandlers;
import org.apache.iceberg.rest.Endpoint;
import org.apache.iceberg.rest.RESTResponse;
import org.apache.iceberg.rest.requests.CreateNamespaceRequest;
import org.apache.iceberg.rest.requests.CreateTableRequest;
import org.apache.iceberg.rest.requests.RegisterTableRequest;
import org.apache.iceberg.rest.requests.RenameTableRequest;
import org.apache.iceberg.rest.requests.UpdateNamespacePropertiesRequest;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.rest.responses.ConfigResponse;
import org.apache.iceberg.rest.responses.LoadTableResponse;

/// The paths of Iceberg's REST protocol that this catalog answers: all of namespaces and tables.
/// Views, scan planning and commits of several tables at once are not among them, and clients are
/// told so. Source: rest-catalog-open-api.yaml of Apache Iceberg 1.11.
final class CatalogRoutes {
  private static final List<Endpoint> ENDPOINTS =
      List.of(
          Endpoint.V1_LIST_NAMESPACES,
          Endpoint.V1_CREATE_NAMESPACE,
          Endpoint.V1_LOAD_NAMESPACE,
          Endpoint.V1_NAMESPACE_EXISTS,
          Endpoint.V1_UPDATE_NAMESPACE,
          Endpoint.V1_DELETE_NAMESPACE,
          Endpoint.V1_LIST_TABLES,
          Endpoint.V1_CREATE_TABLE,
          Endpoint.V1_LOAD_TABLE,
          Endpoint.V1_TABLE_EXISTS,
          Endpoint.V1_UPDATE_TABLE,
          Endpoint.V1_DELETE_TABLE,
          Endpoint.V1_REGISTER_TABLE,
          Endpoint.V1_RENAME_TABLE,
          Endpoint.V1_REPORT_METRICS);

  private final JdbcCatalog catalog;
  private final Warehouse warehouse;

  CatalogRoutes(JdbcCatalog catalog, Warehouse warehouse) {
    this.catalog = catalog;
    this.warehouse = warehouse;
  }

  /// The answer's body; empty when it has none.
  Optional<? extends RESTResponse> answer(CatalogRequest request) throws IOException {
    if (request.segments().size() < 2 || !request.segments().getFirst().equals("v1")) {
      throw noSuchRoute(request);
    }
    return switch (request.route()) {
      case "GET/v1/config" -> Optional.of(config());
      case "POST/v1/tables/rename" -> {
        CatalogHandlers.renameTable(catalog, request.message(RenameTableRequest.class));
        yield Optional.empty();
      }
      case "GET/v1/namespaces" -> Optional.of(namespaces(request));
      case "POST/v1/namespaces" ->
          Optional.of(
              CatalogHandlers.createNamespace(
                  catalog, request.message(CreateNamespaceRequest.class)));
      default -> {
        if (request.segments().size() < 3 || !request.segments().get(1).equals("namespaces")) {
          throw noSuchRoute(request);
        }
        Namespace namespace = CatalogRequest.namespace(request.segments().get(2));
        yield request.segments().size() < 5
            ? inNamespace(request, namespace)
            : ofTable(request, TableIdentifier.of(namespace, request.segments().get(4)));
      }
    };
  }

  private Optional<? extends RESTResponse> inNamespace(CatalogRequest request, Namespace namespace)
      throws IOException {
    return switch (request.route()) {
      case "GET/v1/namespaces/*" -> Optional.of(CatalogHandlers.loadNamespace(catalog, namespace));
      case "HEAD/v1/namespaces/*" -> {
        CatalogHandlers.namespaceExists(catalog, namespace);
        yield Optional.empty();
      }
      case "DELETE/v1/namespaces/*" -> {
        CatalogHandlers.dropNamespace(catalog, namespace);
        yield Optional.empty();
      }
      case "POST/v1/namespaces/*/properties" ->
          Optional.of(
              CatalogHandlers.updateNamespaceProperties(
                  catalog, namespace, request.message(UpdateNamespacePropertiesRequest.class)));
      case "GET/v1/namespaces/*/tables" -> Optional.of(tables(request, namespace));
      case "POST/v1/namespaces/*/tables" -> Optional.of(create(request, namespace));
      case "POST/v1/namespaces/*/register" ->
          withAccess(
              request,
              CatalogHandlers.registerTable(
                  catalog, namespace, request.message(RegisterTableRequest.class)));
      default -> throw noSuchRoute(request);
    };
  }

  private Optional<? extends RESTResponse> ofTable(CatalogRequest request, TableIdentifier table)
      throws IOException {
    return switch (request.route()) {
      case "GET/v1/namespaces/*/tables/*" -> withAccess(request, load(request, table));
      case "HEAD/v1/namespaces/*/tables/*" -> {
        CatalogHandlers.tableExists(catalog, table);
        yield Optional.empty();
      }
      case "POST/v1/namespaces/*/tables/*" ->
          withAccess(
              request,
              CatalogHandlers.updateTable(
                  catalog, table, request.message(UpdateTableRequest.class)));
      case "DELETE/v1/namespaces/*/tables/*" -> {
        drop(request, table);
        yield Optional.empty();
      }
      // Clients report how each scan and commit went. Nobody here reads it.
      case "POST/v1/namespaces/*/tables/*/metrics" -> Optional.empty();
      default -> throw noSuchRoute(request);
    };
  }

  private ConfigResponse config() {
    ConfigResponse.Builder config = ConfigResponse.builder();
    warehouse.fileAccess().forEach(config::withDefault);
    return config.withEndpoints(ENDPOINTS).build();
  }

  private RESTResponse namespaces(CatalogRequest request) {
    Namespace parent =
        request.parameter("parent").map(CatalogRequest::namespace).orElse(Namespace.empty());
    return request
        .parameter("pageSize")
        .map(size -> CatalogHandlers.listNamespaces(catalog, parent, pageToken(request), size))
        .orElseGet(() -> CatalogHandlers.listNamespaces(catalog, parent));
  }

  private RESTResponse tables(CatalogRequest request, Namespace namespace) {
    return request
        .parameter("pageSize")
        .map(size -> CatalogHandlers.listTables(catalog, namespace, pageToken(request), size))
        .orElseGet(() -> CatalogHandlers.listTables(catalog, namespace));
  }

  /// The first page's token is the empty one.
  private static String pageToken(CatalogRequest request) {
    return request.query().getOrDefault("pageToken", "");
  }

  private LoadTableResponse create(CatalogRequest request, Namespace namespace) throws IOException {
    var message = request.message(CreateTableRequest.class);
    LoadTableResponse created =
        message.stageCreate()
            ? CatalogHandlers.stageTableCreate(catalog, namespace, message)
            : CatalogHandlers.createTable(catalog, namespace, message);
    return withAccess(request, created).orElseThrow();
  }

  private LoadTableResponse load(CatalogRequest request, TableIdentifier table) {
    boolean refsOnly = request.parameter("snapshots").filter("refs"::equalsIgnoreCase).isPresent();
    return CatalogHandlers.loadTable(catalog, table, refsOnly ? REFS : ALL);
  }

  private void drop(CatalogRequest request, TableIdentifier table) {
    if (request.parameter("purgeRequested").filter("true"::equalsIgnoreCase).isPresent()) {
      CatalogHandlers.purgeTable(catalog, table);
    } else {
      CatalogHandlers.dropTable(catalog, table);
    }
  }

  /// Credentials for those who ask, as R2 Data Catalog hands them out with each table.
  private Optional<LoadTableResponse> withAccess(
      CatalogRequest request, LoadTableResponse response) {
    if (!request.asksForCredentials()) {
      return Optional.of(response);
    }
    return Optional.of(
        LoadTableResponse.builder()
            .withTableMetadata(response.tableMetadata())
            .addAllConfig(response.config())
            .addAllConfig(warehouse.fileAccess())
            .build());
  }

  private static UnsupportedOperationException noSuchRoute(CatalogRequest request) {
    return new UnsupportedOperationException(
        "this catalog does not answer "
            + request.method()
            + " /"
            + String.join("/", request.segments()));
  }
}
