/**
 * The command: options in, the library called, text or JSON out; the only place that prints and
 * that ends the process. Imports anything but the bindings and the packages below {@code ffi}.
 * Start reading at {@link dev.trtcal.cli.Main}.
 */
package dev.trtcal.cli;
