/// The application around the topology: configuration, start-up checks, life cycle.
package dev.tailrace.app;
