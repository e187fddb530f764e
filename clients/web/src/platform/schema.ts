import { createFileRegistry, type DescFile } from '@bufbuild/protobuf';

/** What the build has made of a schema: only names, numbers and types. See bundle/compact_schemas.ts. */
export interface CompactFile {
  name: string;
  package: string;
  messages: readonly CompactMessage[];
  enums: readonly string[];
  services: readonly (readonly [name: string, methods: readonly string[]])[];
}
export type CompactMessage = readonly [
  name: string,
  fields: readonly CompactField[],
  oneofs: readonly string[],
  messages: readonly CompactMessage[],
  enums: readonly string[],
];
/** `typeName` is empty for scalars; `oneof` is -1 outside of one, and -2 for an optional field. */
export type CompactField = readonly [
  name: string,
  number: number,
  type: number,
  label: number,
  typeName: string,
  oneof: number,
];

/** The descriptor of a schema without the schema of schemas, which would cost more than all of ours. */
export function schema(file: CompactFile, imports: readonly DescFile[] = []): DescFile {
  const proto = {
    $typeName: 'google.protobuf.FileDescriptorProto',
    name: file.name,
    package: file.package,
    syntax: 'proto3',
    edition: 0,
    dependency: imports.map((imported) => imported.proto.name),
    extension: [],
    messageType: file.messages.map(messageProto),
    enumType: file.enums.map(enumProto),
    service: file.services.map(([name, methods]) => ({
      name,
      method: methods.map((method) => ({
        name: method,
        inputType: `.${file.package}.${method}Request`,
        outputType: `.${file.package}.${method}Response`,
      })),
    })),
  };
  const registry = createFileRegistry(proto as unknown as DescFile['proto'], (wanted) =>
    imports.find((imported) => imported.proto.name === wanted),
  );
  return registry.getFile(file.name) as DescFile;
}

function messageProto([name, fields, oneofs, messages, enums]: CompactMessage): unknown {
  return {
    name,
    field: fields.map(fieldProto),
    oneofDecl: oneofs.map((oneof) => ({ name: oneof })),
    nestedType: messages.map(messageProto),
    enumType: enums.map(enumProto),
    extension: [],
  };
}

function fieldProto([name, number, type, label, typeName, oneof]: CompactField): unknown {
  return {
    name,
    number,
    type,
    label,
    ...(typeName && { typeName }),
    ...(oneof >= 0 && { oneofIndex: oneof }),
    ...(oneof === -2 && { proto3Optional: true }),
  };
}

function enumProto(name: string): unknown {
  return { name, value: [{ name: 'UNSPECIFIED', number: 0 }] };
}
