package io.bytetrail.instrument.jfr;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import jdk.jfr.Label;
import jdk.jfr.MetadataDefinition;
import jdk.jfr.Name;
import jdk.jfr.Relational;

/** Ties a read to the write of what it has read. */
@Label("Transfer Number")
@Name("bytetrail.TransferNumber")
@MetadataDefinition
@Relational
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
@interface TransferNumber {}
