package dev.trtcal.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RemoteIterator;

/** The files below a folder of a Hadoop file system. */
final class LakeFiles {
  private LakeFiles() {}

  /**
   * Lists a folder at any depth; a file is all there is below itself.
   *
   * <p>Stores of objects list everything below a folder at once. Of local files that would ask for
   * each one's permissions, and Hadoop starts a process for each answer: they are listed folder by
   * folder, which asks for none.
   */
  static List<FileStatus> below(FileSystem system, FileStatus start) throws IOException {
    List<FileStatus> files = new ArrayList<>();
    if (start.isFile()) {
      files.add(start);
    } else if (system.getScheme().equals("file")) {
      for (FileStatus entry : system.listStatus(start.getPath())) {
        files.addAll(below(system, entry));
      }
    } else {
      RemoteIterator<? extends FileStatus> all = system.listFiles(start.getPath(), true);
      while (all.hasNext()) {
        files.add(all.next());
      }
    }
    return files;
  }
}
