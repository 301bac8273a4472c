package dev.trtcal.spark;

import dev.trtcal.InvalidInputException;
import dev.trtcal.TrtcalException;
import dev.trtcal.UsageException;
import dev.trtcal.dataset.ImageEntry;
import dev.trtcal.dataset.ImageSet;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.BinaryType$;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StringType$;

/**
 * Where the images of a data lake are, listed but not read; in code-point order of their names,
 * however the files or rows lie. The driver holds their names and places, a few hundred bytes an
 * image, and never the images.
 */
public final class Lake {
  private final SparkSession spark;
  private final String description;
  private final List<LakeImage> images;
  private final Optional<Contents> contents;

  /**
   * Rows that hold the images themselves.
   *
   * @param rows of which the driver takes the names alone
   */
  record Contents(Dataset<Row> rows, String name, String bytes) {}

  private Lake(
      SparkSession spark, String description, List<LakeImage> images, Optional<Contents> contents) {
    if (images.isEmpty()) {
      throw new InvalidInputException(
          "images.none", description + ": holds no JPEG, PNG, BMP or WebP images; check the path");
    }
    this.spark = spark;
    this.description = description;
    List<LakeImage> sorted = new ArrayList<>(images);
    sorted.sort((a, b) -> ImageSet.compareNames(a.name(), b.name()));
    for (int i = 1; i < sorted.size(); i++) {
      if (sorted.get(i).name().equals(sorted.get(i - 1).name())) {
        throw new InvalidInputException(
            "images.twice",
            description + ": the name " + sorted.get(i).name() + " stands there twice");
      }
    }
    this.images = List.copyOf(sorted);
    this.contents = contents;
    HadoopFiles.configure(HadoopFiles.settings(spark.sparkContext().hadoopConfiguration()));
  }

  /**
   * The image files of folders on any Hadoop file system, at any depth: those that one machine
   * takes from a folder. Listed through the file system and not by Spark's {@code binaryFile},
   * which would leave out names that begin with an underscore.
   *
   * @param location a folder, or a glob of folders and files; names are relative to the folder, and
   *     to the last folder before the first wildcard
   * @throws InvalidInputException {@code folder.missing}, {@code folder.unreadable}, {@code
   *     images.none}
   */
  public static Lake files(SparkSession spark, String location) {
    Configuration configuration = spark.sparkContext().hadoopConfiguration();
    Path path = new Path(location);
    try {
      FileSystem system = path.getFileSystem(configuration);
      FileStatus[] found = system.globStatus(path);
      if (found == null || found.length == 0) {
        throw new InvalidInputException(
            "folder.missing", location + ": no such folder; name a folder of files");
      }
      String root = system.makeQualified(rootOf(path)).toString();
      List<LakeImage> images = new ArrayList<>();
      Set<String> seen = new HashSet<>();
      for (FileStatus start : found) {
        for (FileStatus file : LakeFiles.below(system, start)) {
          String place = file.getPath().toString();
          String name = place.substring(root.length()).replaceFirst("^/", "");
          if (ImageSet.isImage(name) && !isHidden(name) && seen.add(place)) {
            images.add(
                new LakeImage(name, place, file.getLen() + " " + file.getModificationTime()));
          }
        }
      }
      return new Lake(spark, "folder " + location, images, Optional.empty());
    } catch (FileNotFoundException e) {
      throw new InvalidInputException(
          "folder.missing", location + ": no such folder; name a folder of files", e);
    } catch (IOException e) {
      throw new InvalidInputException(
          "folder.unreadable",
          location + ": cannot be listed (" + e.getMessage() + "); check its permissions",
          e);
    }
  }

  /** The last folder before the first wildcard. */
  private static Path rootOf(Path path) {
    Path root = path;
    for (Path at = path; at != null; at = at.getParent()) {
      if (at.getName().matches(".*[*?\\[{].*")) {
        root = at.getParent();
      }
    }
    return root == null ? path : root;
  }

  private static boolean isHidden(String name) {
    return name.startsWith(".") || name.contains("/.");
  }

  /**
   * The images of a table.
   *
   * @param rows one an image
   * @param column that holds the images as binary, or the paths of their files as strings
   * @param name column that holds each image's name, which no two share; where {@code column} holds
   *     paths it may be the same
   */
  public static Lake table(
      SparkSession spark, String description, Dataset<Row> rows, String column, String name) {
    DataType type = type(rows, column, description);
    type(rows, name, description);
    if (type instanceof StringType$) {
      List<LakeImage> images =
          rows.select(name, column).collectAsList().stream()
              .map(row -> new LakeImage(row.getString(0), row.getString(1), ""))
              .toList();
      return new Lake(spark, description, images, Optional.empty());
    }
    if (!(type instanceof BinaryType$)) {
      throw new UsageException(
          "lake.column",
          description
              + ": column "
              + column
              + " is of type "
              + type.simpleString()
              + "; it must be binary (images) or string (their paths)");
    }
    List<LakeImage> images =
        rows.select(name).collectAsList().stream()
            .map(row -> new LakeImage(row.getString(0), description + ", " + row.getString(0), ""))
            .toList();
    return new Lake(spark, description, images, Optional.of(new Contents(rows, name, column)));
  }

  /** The images of a Parquet file or folder: {@link #table}. */
  public static Lake parquet(SparkSession spark, String location, String column, String name) {
    try {
      return table(spark, "table " + location, spark.read().parquet(location), column, name);
    } catch (TrtcalException e) {
      throw e;
    } catch (Exception e) { // Spark's own are checked ones that Scala does not declare
      throw new InvalidInputException(
          "table.unreadable", location + ": is no Parquet that can be read: " + e.getMessage(), e);
    }
  }

  private static DataType type(Dataset<Row> rows, String column, String description) {
    if (!List.of(rows.columns()).contains(column)) {
      throw new UsageException(
          "lake.column",
          description
              + ": has no column "
              + column
              + "; its columns are "
              + String.join(", ", rows.columns()));
    }
    return rows.schema().apply(column).dataType();
  }

  /** The images as a set, of which the driver can read some. */
  public ImageSet set() {
    return ImageSet.listed(
        description,
        contents.isEmpty()
            ? images
            : images.stream().map(image -> new TableImage(image, contents.get())).toList());
  }

  /** An image of {@link #set()}, as it travels. */
  static LakeImage image(ImageEntry entry) {
    return entry instanceof TableImage row ? row.image() : (LakeImage) entry;
  }

  /** An image in a row, fetched by a query of its own. */
  private record TableImage(LakeImage image, Contents table) implements ImageEntry {
    @Override
    public String name() {
      return image.name();
    }

    @Override
    public String location() {
      return image.location();
    }

    @Override
    public InputStream open() {
      Dataset<Row> rows = table.rows();
      byte[] bytes =
          rows.where(rows.col(table.name()).equalTo(image.name()))
              .select(table.bytes())
              .first()
              .getAs(0);
      return new ByteArrayInputStream(bytes == null ? new byte[0] : bytes);
    }
  }

  SparkSession spark() {
    return spark;
  }

  /** Where they lie, in words. */
  public String description() {
    return description;
  }

  List<LakeImage> images() {
    return images;
  }

  Optional<Contents> contents() {
    return contents;
  }

  @Override
  public String toString() {
    return description + " of " + images.size() + " images";
  }
}
