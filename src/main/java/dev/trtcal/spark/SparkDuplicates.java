package dev.trtcal.spark;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.min_by;
import static org.apache.spark.sql.functions.posexplode;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;

import dev.trtcal.analysis.audit.Duplicates;
import dev.trtcal.analysis.audit.Fingerprint;
import dev.trtcal.analysis.audit.HashBands;
import dev.trtcal.analysis.audit.HashBucket;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * {@link Duplicates} of images by grouping: first by the files' hashes, so that the rest meets
 * different files alone; then by the buckets of {@link HashBands}, each a mask and the bits under
 * it. A bucket is gone through in order of the images, and holds {@link HashBucket} in memory.
 */
final class SparkDuplicates {
  private static final StructType PRINT =
      new StructType()
          .add("number", DataTypes.IntegerType, false)
          .add("hash", DataTypes.StringType, false)
          .add("perceptual", DataTypes.LongType, false)
          .add("thumbnail", DataTypes.BinaryType, false);

  private static final StructType PAIR =
      new StructType()
          .add("number", DataTypes.IntegerType, false)
          .add("of", DataTypes.IntegerType, false);

  /** In place of the first alike, for the one row of a crowded bucket. */
  private static final int CROWDED = -1;

  /** Blocks of prints a partition: some 100,000 rows in buckets. */
  private static final int BLOCKS_A_PARTITION = 8;

  private SparkDuplicates() {}

  /**
   * Searches.
   *
   * @param prints a partition a block
   */
  static Duplicates of(SparkSession spark, JavaRDD<Fingerprint> prints) {
    SparkSession own = spark.newSession();
    int partitions =
        Math.max(
            spark.sparkContext().defaultParallelism(),
            Math.ceilDiv(prints.getNumPartitions(), BLOCKS_A_PARTITION));
    own.conf().set("spark.sql.shuffle.partitions", partitions);
    Dataset<Row> all =
        own.createDataFrame(
            prints.map(
                one ->
                    RowFactory.create(one.number(), one.hash(), one.perceptual(), one.thumbnail())),
            PRINT);
    Dataset<Row> files =
        all.groupBy("hash")
            .agg(
                min_by(struct("number", "perceptual", "thumbnail"), col("number")).as("first"),
                count("*").as("copies"))
            .select("hash", "first.*", "copies")
            .persist(StorageLevel.DISK_ONLY());
    try {
      Row counted = files.agg(coalesce(sum("copies"), lit(0L)), count("*")).first();
      long images = counted.getLong(0);
      long exact = images - counted.getLong(1);
      List<Duplicates.Pair> examples = new ArrayList<>();
      if (exact > 0) {
        examples.addAll(examples(copies(all, files), true));
      }
      Dataset<Row> found = inBuckets(files).persist(StorageLevel.DISK_ONLY());
      try {
        Dataset<Row> near = found.where(col("of").geq(0)).groupBy("number").agg(min("of").as("of"));
        examples.addAll(examples(near, false));
        long crowded = found.where(col("of").equalTo(CROWDED)).count();
        return new Duplicates(images, exact, near.count(), examples, crowded);
      } finally {
        found.unpersist();
      }
    } finally {
      files.unpersist();
    }
  }

  /** Files that are the same as an earlier one. */
  private static Dataset<Row> copies(Dataset<Row> all, Dataset<Row> files) {
    Dataset<Row> firsts = files.select(col("hash"), col("number").as("of"));
    return all.join(firsts, "hash").where("number > of").select("number", "of");
  }

  /** Of each file in each of its buckets the first that it shows too, where there is one. */
  private static Dataset<Row> inBuckets(Dataset<Row> files) {
    Column[] bits =
        HashBands.MASKS.stream()
            .map(mask -> col("perceptual").bitwiseAND(lit(mask)))
            .toArray(Column[]::new);
    Dataset<Row> rows =
        files.select(
            col("number"),
            col("perceptual"),
            col("thumbnail"),
            posexplode(array(bits)).as(new String[] {"mask", "bits"}));
    return rows.groupBy("mask", "bits")
        .as(Encoders.tuple(Encoders.INT(), Encoders.LONG()), Encoders.row(rows.schema()))
        .flatMapSortedGroups(
            new Column[] {col("number")},
            (FlatMapGroupsFunction<Tuple2<Integer, Long>, Row, Row>)
                (bucket, images) -> inBucket(images),
            Encoders.row(PAIR));
  }

  private static Iterator<Row> inBucket(Iterator<Row> images) {
    HashBucket bucket = new HashBucket();
    List<Row> found = new ArrayList<>();
    while (images.hasNext()) {
      Row row = images.next();
      Fingerprint image = new Fingerprint(row.getInt(0), "", row.getLong(1), row.getAs(2));
      bucket
          .add(image)
          .ifPresent(first -> found.add(RowFactory.create(image.number(), first.number())));
    }
    if (bucket.isCrowded()) {
      found.add(RowFactory.create(CROWDED, CROWDED));
    }
    return found.iterator();
  }

  private static List<Duplicates.Pair> examples(Dataset<Row> pairs, boolean exact) {
    return pairs.orderBy("number").limit(Duplicates.EXAMPLES).collectAsList().stream()
        .map(row -> new Duplicates.Pair(row.getInt(0), row.getInt(1), exact))
        .toList();
  }
}
