package dev.trtcal.spark;

import dev.trtcal.MissingEnvironmentException;
import dev.trtcal.UsageException;
import java.nio.ByteBuffer;
import org.apache.spark.sql.SparkSession;

/** Opens Spark for a command. */
public final class SparkEntry {
  /** Stands for the master that {@code spark-submit} was given. */
  public static final String SUBMITTED = "submit";

  private static final String SESSION = "org.apache.spark.sql.SparkSession";

  private SparkEntry() {}

  /**
   * Says what is missing before anything of Spark's is loaded.
   *
   * @throws MissingEnvironmentException {@code spark.missing} when Spark is not on the class path,
   *     {@code spark.closed} when the JVM was started without what Spark needs opened
   */
  public static void check() {
    try {
      Class.forName(SESSION, false, SparkEntry.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new MissingEnvironmentException(
          "spark.missing",
          "--spark: there is no Spark 4 on the class path: set SPARK_HOME for ./trtcal, or start"
              + " trtcal by spark-submit (docs/spark.md); everything else goes on without it",
          e);
    }
    Module base = ByteBuffer.class.getModule();
    if (!base.isOpen("sun.nio.ch", SparkEntry.class.getModule())) {
      throw new MissingEnvironmentException(
          "spark.closed",
          "--spark: this JVM was started without the --add-opens that Spark needs: use ./trtcal"
              + " with SPARK_HOME, or spark-submit (docs/spark.md)");
    }
  }

  /**
   * Opens a session, or takes the one that is open.
   *
   * @param master such as {@code local[2]} or {@code spark://host:7077}, whose executors are sent
   *     trtcal's jars; {@link #SUBMITTED} for the one that spark-submit was given
   * @throws MissingEnvironmentException as {@link #check}
   * @throws UsageException {@code spark.master} when there is none, or none that Spark takes
   */
  public static SparkSession open(String master) {
    check();
    SparkSession.Builder builder = SparkSession.builder().appName("trtcal");
    if (master.equals(SUBMITTED)) {
      if (System.getProperty("spark.master") == null) {
        throw new UsageException(
            "spark.master",
            "--spark submit: this is no spark-submit; name a master, such as local[2]");
      }
    } else {
      builder.master(master);
      if (!master.startsWith("local") && System.getProperty("spark.jars") == null) {
        builder.config("spark.jars", OwnJars.list());
      }
    }
    if (System.getProperty("spark.ui.enabled") == null && master.startsWith("local")) {
      builder.config("spark.ui.enabled", false);
    }
    try {
      return builder.getOrCreate();
    } catch (RuntimeException e) {
      throw new UsageException(
          "spark.master", "--spark " + master + ": Spark does not start: " + e.getMessage(), e);
    }
  }
}
