/**
 * Finds and loads native libraries, and says where it looked when one is not there. Depends on the
 * root only; each library's calls live in a package of their own below this one. Start reading at
 * {@link dev.trtcal.ffi.LibrarySearch}.
 */
package dev.trtcal.ffi;
