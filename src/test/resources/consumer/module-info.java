/** A program that uses trtcal, and nothing of the tests. */
module consumer {
  requires dev.trtcal;
}
