package dev.tailrace.audit;

/// Readers of the topics that the audit looks at. Not thread-safe.
record Topics(
    TopicReader raw,
    TopicReader events,
    TopicReader mutations,
    TopicReader letters,
    TopicReader partials,
    TopicReader metrics,
    TopicReader trends)
    implements AutoCloseable {

  static Topics open(AuditPlaces places) {
    var names = places.topics();
    return new Topics(
        reader(places, names.raw()),
        reader(places, names.events()),
        reader(places, names.mutations()),
        reader(places, names.deadLetters()),
        reader(places, names.partials()),
        reader(places, names.serviceMetrics()),
        reader(places, names.errorTrends()));
  }

  private static TopicReader reader(AuditPlaces places, String topic) {
    return new TopicReader(places.bootstrapServers(), topic);
  }

  @Override
  public void close() {
    raw.close();
    events.close();
    mutations.close();
    letters.close();
    partials.close();
    metrics.close();
    trends.close();
  }
}
