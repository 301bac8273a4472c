package dev.trtcal.dataset;

import dev.trtcal.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Images in a fixed order, listed but not read: those of a folder, of a zip or tar archive, or
 * named by a list file. Immutable.
 *
 * <pre>{@code
 * try (ImageSet set = ImageSet.of(Path.of("calib.zip"));
 *     ImageSource source = ImageSource.of(set, preprocess).open()) { ... }
 * }</pre>
 *
 * <p>Folders and archives hold the files ending in .jpg, .jpeg, .png or .bmp, at any depth, in
 * code-point order of their names; names that begin with a dot are passed over with all that is
 * below them. Nothing is ever unpacked under a name that an archive gives.
 *
 * <p>Closing a set closes its archive, and with it every subset.
 */
public final class ImageSet implements AutoCloseable {
  static final Set<String> EXTENSIONS = Set.of(".jpg", ".jpeg", ".png", ".bmp", ".webp");

  private final String description;
  private final List<ImageEntry> entries;
  private final Runnable closer;

  ImageSet(String description, List<? extends ImageEntry> entries, Runnable closer) {
    this.description = description;
    this.entries = List.copyOf(entries);
    this.closer = closer;
  }

  /**
   * Lists a folder, or an archive ending in .zip, .tar, .tar.gz or .tgz.
   *
   * @throws InvalidInputException {@code folder.missing}, {@code folder.unreadable}, {@code
   *     archive.unreadable}, or {@code images.none} when it holds no image, with what was seen
   *     instead
   */
  public static ImageSet of(Path path) {
    String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
    if (Files.isRegularFile(path)) {
      if (name.endsWith(".zip")) {
        return ZipImages.open(path);
      }
      if (name.endsWith(".tar") || name.endsWith(".tar.gz") || name.endsWith(".tgz")) {
        return TarImages.open(path);
      }
    }
    FileTree tree = FileTree.scan(path, EXTENSIONS);
    return of("folder " + path, tree.files(), tree.summary("images"), () -> {});
  }

  /**
   * A set of images that somebody else listed.
   *
   * @param description in words, for messages, such as {@code folder calib}
   * @param entries in order; their names must differ
   */
  public static ImageSet listed(String description, List<? extends ImageEntry> entries) {
    return new ImageSet(description, entries, () -> {});
  }

  /** Whether the name of a file says that it is an image. */
  public static boolean isImage(String name) {
    return EXTENSIONS.contains(FileTree.extension(name));
  }

  /** Compares names as sets are ordered by them: by their code points. */
  public static int compareNames(String a, String b) {
    return FileTree.compareCodePoints(a, b);
  }

  /** A set that was listed, refused where it is empty. */
  static ImageSet of(
      String description, List<? extends ImageEntry> entries, String seen, Runnable closer) {
    if (entries.isEmpty()) {
      closer.run();
      throw new InvalidInputException(
          "images.none",
          description + ": " + seen + "; name a folder of JPEG, PNG, BMP or WebP files");
    }
    return new ImageSet(description, entries, closer);
  }

  /**
   * The images that a list file names, in its order: one path a line, relative to the list's own
   * folder, in UTF-8; empty lines and those that begin with {@code #} are passed over. Whether the
   * files can be read shows when they are.
   *
   * @throws InvalidInputException {@code list.unreadable}, {@code list.invalid} when a line can be
   *     no path, {@code list.twice} when a path stands there twice, {@code images.none} when it
   *     names none
   */
  public static ImageSet ofList(Path list) {
    Path folder = list.toAbsolutePath().getParent();
    List<FileEntry> entries = new ArrayList<>();
    for (String line : ListFile.read(list)) {
      entries.add(new FileEntry(line, ListFile.resolve(list, folder, line)));
    }
    return of("list " + list, entries, "it names no file", () -> {});
  }

  /**
   * The images of this set that a list file names, in its order; as {@link #ofList}, but the lines
   * are names in this set.
   *
   * @throws InvalidInputException as {@link #ofList}; {@code list.unknown} when a name is not in
   *     this set
   */
  public ImageSet chosenBy(Path list) {
    Map<String, ImageEntry> byName = new HashMap<>();
    entries.forEach(entry -> byName.put(entry.name(), entry));
    List<ImageEntry> chosen = new ArrayList<>();
    for (String line : ListFile.read(list)) {
      ImageEntry entry = byName.get(line);
      if (entry == null) {
        throw new InvalidInputException(
            "list.unknown",
            list + ": names " + line + ", which is not among the images of " + description);
      }
      chosen.add(entry);
    }
    return of("list " + list, chosen, "it names no file", closer);
  }

  /** What it was made from, in words, such as {@code folder calib}. */
  public String description() {
    return description;
  }

  /** The images, in order. */
  public List<ImageEntry> entries() {
    return entries;
  }

  /**
   * Some of the images, in the order given.
   *
   * @param indices into {@link #entries()}
   */
  public ImageSet subset(List<Integer> indices) {
    return new ImageSet(description, indices.stream().map(entries::get).toList(), closer);
  }

  /**
   * The same images in the random order that {@link ImageSource.Builder#shuffle} makes of a seed.
   */
  public ImageSet shuffled(long seed) {
    return shuffled(entries.size(), seed);
  }

  /**
   * As many images drawn at random, in random order.
   *
   * @param wanted at most as many as there are
   */
  public ImageSet shuffled(int wanted, long seed) {
    return drawn(wanted, seed, true);
  }

  /**
   * As many images drawn at random as {@link ImageSource.Builder#seed} draws, in the set's order.
   *
   * @param wanted at most as many as there are
   */
  public ImageSet drawn(int wanted, long seed) {
    return drawn(wanted, seed, false);
  }

  private ImageSet drawn(int wanted, long seed, boolean shuffle) {
    return new ImageSet(
        description, SeededOrder.of(this, wanted, seed, shuffle).subList(0, wanted), closer);
  }

  /** Whether the images all lie in folders, two or more: those are taken for classes. */
  public boolean hasClasses() {
    Set<String> folders = new HashSet<>();
    for (ImageEntry entry : entries) {
      folders.add(entry.topFolder());
    }
    return folders.size() > 1 && !folders.contains("");
  }

  @Override
  public void close() {
    closer.run();
  }

  @Override
  public String toString() {
    return description + " of " + entries.size() + " images";
  }
}
