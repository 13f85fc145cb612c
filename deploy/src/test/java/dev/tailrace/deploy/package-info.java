/// Tests of the images, the compose file, the manifests, the alerts and the dashboard: everything
/// in this repository that says how Tailrace runs elsewhere. No engine for containers and no
/// cluster is asked, so what they show is that files agree with schemas, with each other and with
/// the code.
///
/// Read first: `ManifestsTest`, then `ConnectImageIT`.
package dev.tailrace.deploy;
