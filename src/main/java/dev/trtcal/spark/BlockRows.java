package dev.trtcal.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;

/** Blocks as a distributed collection, one a partition. */
final class BlockRows {
  private static final StructType PLACES =
      new StructType()
          .add("trtcal_name", DataTypes.StringType, false)
          .add("trtcal_block", DataTypes.IntegerType, false)
          .add("trtcal_place", DataTypes.IntegerType, false);

  private BlockRows() {}

  /** Blocks whose images are in files travel as lists; others get their images from the rows. */
  static JavaRDD<Block> of(Lake lake, List<Block> blocks) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(lake.spark().sparkContext());
    return lake.contents().isEmpty()
        ? context.parallelize(blocks, blocks.size())
        : withContents(lake.spark(), lake.contents().get(), blocks);
  }

  /** Where a row's image belongs. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Place(int place, String name, byte[] bytes) implements Serializable {}

  /** The images pass the network once, to the task of their block. */
  private static JavaRDD<Block> withContents(
      SparkSession spark, Lake.Contents contents, List<Block> blocks) {
    List<Row> places = new ArrayList<>();
    Map<Integer, Block> frames = new HashMap<>();
    for (int b = 0; b < blocks.size(); b++) {
      Block block = blocks.get(b);
      frames.put(b, new Block(block.number(), List.of(), List.of(), block.most(), block.last()));
      for (int place = 0; place < block.images().size(); place++) {
        places.add(RowFactory.create(block.images().get(place).name(), b, place));
      }
    }
    Dataset<Row> assigned = spark.createDataFrame(places, PLACES);
    Dataset<Row> rows =
        contents
            .rows()
            .select(contents.name(), contents.bytes())
            .join(
                assigned,
                contents.rows().col(contents.name()).equalTo(assigned.col("trtcal_name")));
    return rows.javaRDD()
        .mapToPair(
            row ->
                new Tuple2<>(
                    row.getInt(3), new Place(row.getInt(4), row.getString(0), row.getAs(1))))
        .partitionBy(new ByNumber(blocks.size()))
        .mapPartitions(found -> block(found, frames));
  }

  private static Iterator<Block> block(
      Iterator<Tuple2<Integer, Place>> rows, Map<Integer, Block> frames) {
    List<Place> places = new ArrayList<>();
    int number = -1;
    while (rows.hasNext()) {
      Tuple2<Integer, Place> row = rows.next();
      number = row._1();
      places.add(row._2());
    }
    places.sort(Comparator.comparingInt(Place::place));
    Block frame = frames.get(number);
    return List.of(
            new Block(
                frame.number(),
                places.stream().map(p -> new LakeImage(p.name(), p.name(), "")).toList(),
                places.stream().map(p -> p.bytes() == null ? new byte[0] : p.bytes()).toList(),
                frame.most(),
                frame.last()))
        .iterator();
  }

  /** Each block to a partition of its own. */
  private static final class ByNumber extends Partitioner {
    private static final long serialVersionUID = 1;
    private final int blocks;

    ByNumber(int blocks) {
      this.blocks = blocks;
    }

    @Override
    public int numPartitions() {
      return blocks;
    }

    @Override
    public int getPartition(Object key) {
      return (Integer) key;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof ByNumber that && that.blocks == blocks;
    }

    @Override
    public int hashCode() {
      return blocks;
    }
  }
}
