package io.bytetrail.collector.surface;

import static io.bytetrail.collector.surface.Bench.SIZE;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Compressed files and archives. How much of an archive's directory is read, is up to the JDK. */
final class ArchiveRows {
  private static final String ENTRY = "source.txt";

  private ArchiveRows() {}

  @Row("GZIPInputStream")
  static Moved gunzip(Bench bench) throws IOException {
    try (InputStream in = new GZIPInputStream(new FileInputStream(bench.gzip.toFile()))) {
      in.readAllBytes();
    }
    return Moved.read(Files.size(bench.gzip));
  }

  @Row("GZIPOutputStream")
  static Moved gzip(Bench bench) throws IOException {
    Path target = bench.target();
    try (OutputStream out = new GZIPOutputStream(new FileOutputStream(target.toFile()))) {
      out.write(bench.content());
    }
    return Moved.written(Files.size(target));
  }

  @Row("ZipInputStream")
  static Moved unzip(Bench bench) throws IOException {
    try (FileInputStream file = new FileInputStream(bench.zip.toFile());
        ZipInputStream in = new ZipInputStream(file)) {
      in.getNextEntry();
      in.readAllBytes();
    }
    return Moved.readAtLeast(SIZE);
  }

  @Row("ZipOutputStream")
  static Moved zip(Bench bench) throws IOException {
    Path target = bench.target();
    try (ZipOutputStream out = new ZipOutputStream(new FileOutputStream(target.toFile()))) {
      out.putNextEntry(new ZipEntry(ENTRY));
      out.write(bench.content());
    }
    return Moved.written(Files.size(target));
  }

  @Row("ZipFile")
  static Moved zipFile(Bench bench) throws IOException {
    try (ZipFile zip = new ZipFile(bench.zip.toFile());
        InputStream in = zip.getInputStream(zip.getEntry(ENTRY))) {
      in.readAllBytes();
    }
    return Moved.readAtLeast(SIZE);
  }

  @Row("JarFile")
  static Moved jarFile(Bench bench) throws IOException {
    try (JarFile jar = new JarFile(bench.zip.toFile());
        InputStream in = jar.getInputStream(jar.getEntry(ENTRY))) {
      in.readAllBytes();
    }
    return Moved.readAtLeast(SIZE);
  }

  @Row("FileSystems.newFileSystem (zip)")
  static Moved zipFileSystem(Bench bench) throws IOException {
    try (FileSystem zip = FileSystems.newFileSystem(bench.zip)) {
      Files.readAllBytes(zip.getPath(ENTRY));
    }
    return Moved.readAtLeast(SIZE);
  }
}
