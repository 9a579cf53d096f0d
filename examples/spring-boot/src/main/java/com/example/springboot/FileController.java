package com.example.springboot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/** Files by hand. */
@RestController
class FileController {
  private final Path files;
  private final Path uploads;

  FileController(@Value("${example.files}") Path files, @Value("${example.uploads}") Path uploads) {
    this.files = files;
    this.uploads = uploads;
  }

  @GetMapping("/resource/{name}")
  ResponseEntity<Resource> resource(@PathVariable String name) {
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_OCTET_STREAM)
        .body(new FileSystemResource(file(name)));
  }

  @GetMapping("/stream/{name}")
  ResponseEntity<StreamingResponseBody> stream(@PathVariable String name) {
    Path file = file(name);
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_OCTET_STREAM)
        .body(out -> Files.copy(file, out));
  }

  @PostMapping("/upload")
  ResponseEntity<Void> upload(MultipartFile file) throws IOException {
    file.transferTo(uploads.resolve(Path.of(file.getOriginalFilename()).getFileName()));
    return ResponseEntity.noContent().build();
  }

  private Path file(String name) {
    return files.resolve(Path.of(name).getFileName());
  }
}
