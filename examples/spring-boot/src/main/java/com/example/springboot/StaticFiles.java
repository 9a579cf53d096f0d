package com.example.springboot;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * What is served as it lies there: {@code /files/} from a directory, {@code /library/} from a jar
 * inside the application's jar; and by Spring Boot's own rule {@code static/} of that jar.
 */
@Configuration
class StaticFiles implements WebMvcConfigurer {
  private final String files;

  StaticFiles(@Value("${example.files}") String files) {
    this.files = files;
  }

  @Override
  public void addResourceHandlers(ResourceHandlerRegistry registry) {
    registry.addResourceHandler("/files/**").addResourceLocations("file:" + files + "/");
    registry
        .addResourceHandler("/library/**")
        .addResourceLocations("classpath:/org/springframework/core/");
  }
}
