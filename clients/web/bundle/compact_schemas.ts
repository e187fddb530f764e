import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type {
  DescriptorProto,
  EnumDescriptorProto,
  FieldDescriptorProto,
  FileDescriptorProto,
} from '@bufbuild/protobuf/wkt';
import type { Plugin } from 'vite';
import type { CompactField, CompactFile, CompactMessage } from '../src/platform/schema.ts';
import { type Part, parts, SchemaParts } from './schema_parts.ts';

const reader = fileURLToPath(new URL('../src/platform/schema.ts', import.meta.url));
const generated = /\/(\w+_pb)\.ts(?:\?part=(updates|calls))?$/;

/**
 * Generated code carries each schema as a base64 descriptor, and with it the code and the schema that read descriptors:
 * 8 KB of what a phone has to fetch first. Here it becomes what the client needs of it, in two modules of which pages
 * that call nothing need only one.
 */
export function compactSchemas(): Plugin {
  let schemas: SchemaParts | undefined;
  return {
    name: 'ourplace-compact-schemas',
    apply: 'build',
    enforce: 'pre',
    load(id) {
      const [, module, part] = generated.exec(id) ?? [];
      if (!module) return null;
      const path = id.replace(/\?.*$/, '');
      schemas ??= SchemaParts.beside(path);
      const code = part
        ? partOfSchema(readFileSync(path, 'utf8'), reader, schemas, module, part as Part)
        : wholeOfSchema(schemas, module);
      return { code, map: null, moduleType: 'ts', moduleSideEffects: false };
    },
  };
}

export function wholeOfSchema(schemas: SchemaParts, module: string): string {
  const there = parts.filter((part) => !schemas.isEmpty(module, part));
  return there.map((part) => `export * from './${module}.ts?part=${part}';\n`).join('');
}

/** @param from the module of `schema` */
export function partOfSchema(code: string, from: string, schemas: SchemaParts, module: string, part: Part): string {
  const imports = schemas
    .imports(module, part)
    .map((other) => ({ ...other, name: fileName(other.module, other.part) }));
  const own = fileName(module, part);
  const lines = [
    `import { schema } from ${JSON.stringify(from)};`,
    ...imports.map((other) => `import { ${other.name} } from './${other.module}.ts?part=${other.part}';`),
  ];
  const names = imports.map(({ name }) => name).join(', ');
  const described = `schema(${JSON.stringify(compactFile(schemas.file(module, part)))}, [${names}])`;
  const others = new Set<string>();
  const ours = code
    .replace(/^import \{ file_\w+ \} from .*\n/gm, '')
    .replace(
      /export const file_\w+(: GenFile = \/\*@__PURE__\*\/\s*)fileDesc\([^)]*\);/,
      () => `export const ${own} = /*@__PURE__*/ ${described};`,
    )
    .replace(
      /export const (\w+): Gen\w+<[\s\S]*?\b(message|enum|service)Desc\(file_\w+, (\d+)((?:, \d+)*)\);/g,
      (_, name: string, kind: 'message' | 'enum' | 'service', first: string, rest: string) => {
        // What is nested goes where the message goes that it is in.
        const list = kind === 'message' || rest ? 'messageType' : kind === 'enum' ? 'enumType' : 'service';
        const index = schemas.index(module, part, list, Number(first));
        if (index !== undefined) return `export const ${name} = /*@__PURE__*/ ${kind}Desc(${own}, ${index}${rest});`;
        if (kind === 'enum') others.add(name.replace(/Schema$/, ''));
        return '';
      },
    )
    .replace(/export enum (\w+) \{[\s\S]*?\n\}/g, (whole, name: string) => (others.has(name) ? '' : whole));
  return `${lines.join('\n')}\n${ours}`;
}

const fileName = (module: string, part: Part) => `file_${module}_${part}`;

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
        const { name, inputType, outputType } = method;
        if (inputType !== `.${file.package}.${name}Request` || outputType !== `.${file.package}.${name}Response`)
          throw new Error(`${name} does not take ${name}Request and return ${name}Response`);
        return name;
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

/** Of its values only the first is looked at, for the default, which in proto3 is 0. Generated code has the others. */
function compactEnum({ name, value }: EnumDescriptorProto): string {
  if (value[0]?.number !== 0) throw new Error(`${name} does not begin with 0`);
  return name;
}
