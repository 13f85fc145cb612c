package dev.tailrace.sink;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;

/// Numbers under their names, for JMX: read-only, asked for when somebody looks. Thread-safe when
/// what it asks is.
final class NumbersBean implements DynamicMBean {
  private final Map<String, Supplier<Object>> numbers;

  /// @param numbers give a `Double`, or a `double[]` for a histogram: its counts, then its sum; or
  ///     null when there is none at the moment
  NumbersBean(Map<String, Supplier<Object>> numbers) {
    this.numbers = new TreeMap<>(numbers);
  }

  @Override
  public Object getAttribute(String name) throws AttributeNotFoundException {
    Supplier<Object> number = numbers.get(name);
    if (number == null) {
      throw new AttributeNotFoundException(name);
    }
    return number.get();
  }

  @Override
  public AttributeList getAttributes(String[] names) {
    AttributeList values = new AttributeList();
    for (String name : names) {
      Supplier<Object> number = numbers.get(name);
      if (number != null) {
        values.add(new Attribute(name, number.get()));
      }
    }
    return values;
  }

  @Override
  public void setAttribute(Attribute attribute) throws AttributeNotFoundException {
    throw new AttributeNotFoundException(attribute.getName() + " can only be read");
  }

  @Override
  public AttributeList setAttributes(AttributeList attributes) {
    return new AttributeList();
  }

  @Override
  public Object invoke(String action, Object[] parameters, String[] signature) {
    throw new UnsupportedOperationException(action);
  }

  @Override
  public MBeanInfo getMBeanInfo() {
    MBeanAttributeInfo[] attributes =
        numbers.keySet().stream()
            .map(
                name ->
                    new MBeanAttributeInfo(
                        name, Object.class.getName(), "docs/metrics.md", true, false, false))
            .toArray(MBeanAttributeInfo[]::new);
    return new MBeanInfo(NumbersBean.class.getName(), "of a sink", attributes, null, null, null);
  }
}
