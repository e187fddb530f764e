import { fileURLToPath } from 'node:url';
import { fromBinary } from '@bufbuild/protobuf';
import {
  type DescriptorProto,
  type EnumDescriptorProto,
  type FieldDescriptorProto,
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
} from '@bufbuild/protobuf/wkt';
import type { Plugin } from 'vite';
import type { CompactEnum, CompactField, CompactFile, CompactMessage } from '../src/platform/schema.ts';

const reader = fileURLToPath(new URL('../src/platform/schema.ts', import.meta.url));

/**
 * Generated code carries each schema as a base64 descriptor, and with it the code and the schema that read descriptors:
 * 8 KB of what a phone has to fetch first. Here it becomes what the client needs of it.
 */
export function compactSchemas(): Plugin {
  return {
    name: 'ourplace-compact-schemas',
    apply: 'build',
    transform(code, id) {
      if (!id.endsWith('_pb.ts')) return null;
      return { code: compactSchema(code, reader), map: null };
    },
  };
}

/** @param from the module of `schema` */
export function compactSchema(code: string, from: string): string {
  let found = false;
  const compacted = code.replace(/\bfileDesc\("([A-Za-z0-9+/=]+)"/, (_, base64: string) => {
    found = true;
    const file = fromBinary(FileDescriptorProtoSchema, Buffer.from(base64, 'base64'));
    return `schema(${JSON.stringify(compactFile(file))}`;
  });
  if (!found) throw new Error('generated code no longer says fileDesc("…")');
  return `import { schema } from ${JSON.stringify(from)};\n${compacted}`;
}

export function compactFile(file: FileDescriptorProto): CompactFile {
  // What is left out below must not be there.
  if (file.syntax !== 'proto3' || file.extension.length > 0) throw new Error(`${file.name} is not plain proto3`);
  return {
    name: file.name,
    package: file.package,
    messages: file.messageType.map(compactMessage),
    enums: file.enumType.map(compactEnum),
    services: file.service.map((service) => [
      service.name,
      service.method.map((method) => {
        if (method.clientStreaming || method.serverStreaming) throw new Error(`${method.name} streams`);
        return [method.name, method.inputType, method.outputType] as const;
      }),
    ]),
  };
}

function compactMessage(message: DescriptorProto): CompactMessage {
  if (message.options) throw new Error(`${message.name} has options`);
  return [
    message.name,
    message.field.map(compactField),
    message.oneofDecl.map((oneof) => oneof.name),
    message.nestedType.map(compactMessage),
    message.enumType.map(compactEnum),
  ];
}

function compactField(field: FieldDescriptorProto): CompactField {
  if (field.options || field.defaultValue) throw new Error(`${field.name} has options`);
  const inOneof = Object.hasOwn(field, 'oneofIndex') ? field.oneofIndex : -1;
  const oneof = field.proto3Optional ? -2 : inOneof;
  return [field.name, field.number, field.type, field.label, field.typeName, oneof];
}

function compactEnum(definition: EnumDescriptorProto): CompactEnum {
  return [definition.name, definition.value.map((value) => [value.name, value.number] as const)];
}
