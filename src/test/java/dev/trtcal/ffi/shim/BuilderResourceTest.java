package dev.trtcal.ffi.shim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.trtcal.Component;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuilderResourceTest {
  private static final OptionalInt HOPPER = OptionalInt.of(90);

  @TempDir Path folder;

  private Component found(String version, OptionalInt gpu, String... files) throws IOException {
    for (String file : files) {
      Files.createFile(folder.resolve(file));
    }
    return BuilderResource.component(List.of(folder.resolve("nowhere"), folder), version, gpu);
  }

  @Test
  void oneLibraryServesEveryGpu() throws IOException {
    Component component =
        found("10.6.0", HOPPER, "libnvinfer.so.10", "libnvinfer_builder_resource.so.10.6.0");
    assertEquals(Component.Status.OK, component.status());
    assertEquals(folder.toString(), component.path());
    assertEquals("", component.advice());
  }

  @Test
  void aPackageOfPtxAloneCannotBuildOnHopper() throws IOException {
    Component component = found("10.15.1", HOPPER, "libnvinfer_builder_resource_ptx.so.10.15.1");
    assertEquals(Component.Status.BROKEN, component.status());
    assertTrue(
        component.advice().contains("libnvinfer_builder_resource_sm90.so.10.15.1"),
        component.advice());
    assertTrue(component.advice().contains("PTX alone"), component.advice());
    assertEquals("ptx", component.version());
  }

  @Test
  void oneLibraryAGenerationServesItsOwn() throws IOException {
    String[] files = {
      "libnvinfer_builder_resource_ptx.so.10.13.0",
      "libnvinfer_builder_resource_sm80.so.10.13.0",
      "libnvinfer_builder_resource_sm90.so.10.13.0"
    };
    assertEquals("sm90 of 10.13.0", found("10.13.0", HOPPER, files).version());
    Component orin = found("10.13.0", OptionalInt.of(87));
    assertEquals(Component.Status.OK, orin.status());
    assertTrue(orin.advice().contains("sm87"), orin.advice());
    assertEquals(Component.Status.BROKEN, found("10.13.0", OptionalInt.of(120)).status());
    assertEquals("ptx sm80 sm90", found("10.13.0", OptionalInt.empty()).version());
  }

  @Test
  void anotherReleasesLibraryDoesNotCount() throws IOException {
    Component component = found("10.6.0", HOPPER, "libnvinfer_builder_resource.so.10.15.1");
    assertEquals(Component.Status.OK, component.status(), "the loader may know other places");
    assertTrue(component.advice().contains("none of 10.6.0"), component.advice());
  }
}
