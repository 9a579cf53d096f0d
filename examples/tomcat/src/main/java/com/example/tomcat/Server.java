package com.example.tomcat;

import jakarta.servlet.Filter;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.Servlet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;

/** Tomcat with its NIO connector, its default servlet, and three servlets of the application. */
final class Server {
  /** As long as it is referred to its level stays. */
  private static final Logger LOGGER = Logger.getLogger("org.apache");

  private final Tomcat tomcat;
  private final String scheme;

  private Server(Tomcat tomcat, String scheme) {
    this.tomcat = tomcat;
    this.scheme = scheme;
  }

  static Server start(Settings settings, Path root, Path work)
      throws IOException, InterruptedException, LifecycleException {
    LOGGER.setLevel(Level.WARNING);
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(work.toString());
    tomcat.setConnector(connector(settings, work));
    StandardContext context = (StandardContext) tomcat.addContext("", root.toString());
    context.setClearReferencesRmiTargets(false);
    context.setClearReferencesThreadLocals(false);
    context.addMimeMapping("html", "text/html");
    add(context, "default", "/", new DefaultServlet());
    add(context, "copy", "/copy/*", new CopyServlet(root));
    add(context, "transfer", "/transfer/*", new TransferServlet(root));
    Path uploads = Files.createDirectories(work.resolve("uploads"));
    add(context, "upload", "/upload/*", new UploadServlet(uploads));
    add(context, "form", "/form/*", new FormServlet(uploads))
        .setMultipartConfigElement(new MultipartConfigElement(uploads.toString()));
    if (settings.filter()) {
      add(context, "watermark", new WatermarkFilter());
    }
    tomcat.start();
    return new Server(tomcat, settings.https() ? "https" : "http");
  }

  private static Wrapper add(Context context, String name, String pattern, Servlet servlet) {
    Wrapper wrapper = Tomcat.addServlet(context, name, servlet);
    wrapper.addMapping(pattern);
    return wrapper;
  }

  private static void add(Context context, String name, Filter filter) {
    FilterDef definition = new FilterDef();
    definition.setFilterName(name);
    definition.setFilter(filter);
    FilterMap all = new FilterMap();
    all.setFilterName(name);
    all.addURLPattern("/*");
    context.addFilterDef(definition);
    context.addFilterMap(all);
  }

  private static Connector connector(Settings settings, Path work)
      throws IOException, InterruptedException {
    Connector connector = new Connector("org.apache.coyote.http11.Http11NioProtocol");
    connector.setPort(settings.port());
    connector.setProperty("address", "127.0.0.1");
    connector.setProperty("useSendfile", Boolean.toString(settings.sendfile()));
    connector.setProperty("compression", settings.compression() ? "on" : "off");
    if (settings.https()) {
      connector.setScheme("https");
      connector.setSecure(true);
      connector.setProperty("SSLEnabled", "true");
      SSLHostConfig host = new SSLHostConfig();
      SSLHostConfigCertificate certificate =
          new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.EC);
      certificate.setCertificateKeystoreFile(Certificate.in(work).toString());
      certificate.setCertificateKeystorePassword(Certificate.PASSWORD);
      host.addCertificate(certificate);
      connector.addSslHostConfig(host);
    }
    return connector;
  }

  /** {@code http://127.0.0.1:8080}. */
  String address() {
    return scheme + "://127.0.0.1:" + tomcat.getConnector().getLocalPort();
  }

  /** Until the process is told to end. */
  void await() {
    tomcat.getServer().await();
  }

  void stop() throws LifecycleException {
    tomcat.stop();
    tomcat.destroy();
  }
}
