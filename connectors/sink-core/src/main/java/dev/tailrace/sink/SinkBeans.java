package dev.tailrace.sink;

import java.lang.management.ManagementFactory;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The names under which sinks put their metrics into the JVM's MBean server: `dev.tailrace`, with
/// `type=sink` and the labels of the metrics; attributes have the names of the metrics.
///
/// That server is what a plugin shares with its worker, whose class loader keeps them apart. The
/// beans hold nothing but types of the JDK.
public final class SinkBeans {
  private static final Logger log = LoggerFactory.getLogger(SinkBeans.class);
  private static final String DOMAIN = "dev.tailrace";
  private static final String TYPE = "type";
  private static final String SINK = "sink";

  private SinkBeans() {}

  /// All sinks of this JVM.
  public static ObjectName all() {
    try {
      return new ObjectName(DOMAIN + ":" + TYPE + "=" + SINK + ",*");
    } catch (JMException e) {
      throw new IllegalStateException(e); // it is a constant
    }
  }

  /// The value of a label; null when the bean has none of that name.
  public static String label(ObjectName name, String label) {
    String value = name.getKeyProperty(label);
    return value != null && value.startsWith("\"") ? ObjectName.unquote(value) : value;
  }

  /// Puts numbers there, in place of those with the same labels.
  static void register(Map<String, String> labels, Map<String, Supplier<Object>> numbers) {
    try {
      ObjectName name = name(labels);
      remove(name);
      server().registerMBean(new NumbersBean(numbers), name);
    } catch (JMException e) {
      // A sink without metrics is better than none.
      log.warn("The metrics of {} cannot be seen by JMX", labels, e);
    }
  }

  static void remove(Map<String, String> labels) {
    try {
      remove(name(labels));
    } catch (JMException e) {
      log.warn("The metrics of {} stay in JMX", labels, e);
    }
  }

  private static void remove(ObjectName name) throws JMException {
    try {
      server().unregisterMBean(name);
    } catch (InstanceNotFoundException _) {
      // It was not there, which is what was wanted.
    }
  }

  @SuppressWarnings("JdkObsolete") // JMX takes nothing else
  private static ObjectName name(Map<String, String> labels) throws JMException {
    Hashtable<String, String> keys = new Hashtable<>();
    keys.put(TYPE, SINK);
    labels.forEach((label, value) -> keys.put(label, ObjectName.quote(value)));
    return new ObjectName(DOMAIN, keys);
  }

  static MBeanServer server() {
    return ManagementFactory.getPlatformMBeanServer();
  }

  /// The labels that a name has beside its type.
  public static List<String> labels(ObjectName name) {
    return name.getKeyPropertyList().keySet().stream().filter(key -> !key.equals(TYPE)).toList();
  }
}
