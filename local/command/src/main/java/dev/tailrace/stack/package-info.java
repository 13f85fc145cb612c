/// The whole stack in one JVM.
package dev.tailrace.stack;
