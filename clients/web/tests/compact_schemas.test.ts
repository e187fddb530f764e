import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { DescFile, DescMessage } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { file_ourplace_v1_accounts } from '../../sdk/src/gen/ourplace/v1/accounts_pb.ts';
import { file_ourplace_v1_conversations } from '../../sdk/src/gen/ourplace/v1/conversations_pb.ts';
import { file_ourplace_v1_errors } from '../../sdk/src/gen/ourplace/v1/errors_pb.ts';
import { file_ourplace_v1_hubs } from '../../sdk/src/gen/ourplace/v1/hubs_pb.ts';
import { file_ourplace_v1_wire } from '../../sdk/src/gen/ourplace/v1/wire_pb.ts';
import { compactFile, partOfSchema } from '../bundle/compact_schemas.ts';
import { descriptor, type Part, parts, SchemaParts } from '../bundle/schema_parts.ts';
import { schema } from '../src/platform/schema.ts';

/** All that coding and decoding looks at. */
function looks(file: DescFile): unknown {
  const message = (described: DescMessage): unknown => ({
    typeName: described.typeName,
    nested: described.nestedMessages.map(message),
    enums: described.nestedEnums.map((one) => [one.typeName, one.values[0]?.number]),
    oneofs: described.oneofs.map((oneof) => [oneof.localName, oneof.fields.map(({ number }) => number)]),
    fields: described.fields.map((field) => [
      field.localName,
      field.number,
      field.fieldKind,
      field.presence,
      field.oneof?.localName,
      field.message?.typeName,
      field.enum?.typeName,
      field.scalar,
      field.fieldKind === 'list' && [field.listKind, field.packed],
    ]),
  });
  return {
    messages: file.messages.map(message),
    enums: file.enums.map((one) => [one.typeName, one.values[0]?.number]),
    services: file.services.map((service) => [
      service.typeName,
      service.methods.map(({ name, localName, methodKind, input, output }) => [
        name,
        localName,
        methodKind,
        input.typeName,
        output.typeName,
      ]),
    ]),
  };
}

describe('A schema that was made smaller', () => {
  it.each([
    file_ourplace_v1_errors,
    file_ourplace_v1_accounts,
    file_ourplace_v1_hubs,
    file_ourplace_v1_conversations,
    file_ourplace_v1_wire,
  ])('describes the same: %s', (file) => {
    expect(looks(schema(compactFile(file.proto), file.dependencies))).toEqual(looks(file));
  });
});

const gen = resolve(import.meta.dirname, '../../sdk/src/gen/ourplace/v1');
const modules = readdirSync(gen)
  .filter((name) => name.endsWith('_pb.ts'))
  .map((name) => name.slice(0, -3));
const schemas = SchemaParts.beside(join(gen, 'wire_pb.ts'));

/** As the modules of a build would make them, with nothing but what they import. */
function made(module: string, part: Part): DescFile {
  const imports = schemas.imports(module, part).map((other) => made(other.module, other.part));
  return schema(compactFile(schemas.file(module, part)), imports);
}

describe('A schema in two parts', () => {
  it.each(modules)('has everything in one or the other: %s', (module) => {
    const names = parts.flatMap((part) => {
      const { messages, enums, services } = made(module, part);
      return [...messages, ...enums, ...services].map(({ name }) => name);
    });
    const { messageType, enumType, service } = whole(module);
    expect(names.sort()).toEqual([...messageType, ...enumType, ...service].map(({ name }) => name).sort());
  });

  it('has what people’s Updates are made of in the first, and what only calls and bots need in the second', () => {
    const first = (module: string) => schemas.file(module, 'updates').messageType.map(({ name }) => name);
    expect(first('conversations_pb')).toContain('Message');
    expect(first('conversations_pb')).not.toContain('PostMessageRequest');
    expect(first('bots_pb')).toContain('InvocationAnswered');
    expect(first('bots_pb')).not.toContain('Bot');
    expect(schemas.file('bots_pb', 'updates').service).toEqual([]);
    expect(schemas.imports('wire_pb', 'updates')).not.toContainEqual({ module: 'bots_pb', part: 'calls' });
  });

  it('becomes code of which each export is in one part, with its place there', () => {
    const code = readFileSync(join(gen, 'bots_pb.ts'), 'utf8');
    const [updates = '', calls = ''] = parts.map((part) => partOfSchema(code, 'reader.ts', schemas, 'bots_pb', part));
    const place = schemas.index('bots_pb', 'updates', 'messageType', indexOf('InvocationAnswered'));
    expect(updates).toContain(`InvocationAnsweredSchema = /*@__PURE__*/ messageDesc(file_bots_pb_updates, ${place});`);
    expect(calls).not.toContain('InvocationAnsweredSchema =');
    expect(calls).toContain('export enum BotScope {');
    expect(updates).not.toContain('export enum BotScope {');
    expect(updates + calls).not.toContain('fileDesc(');
  });

  it('needs code with a descriptor', () => {
    expect(() => new SchemaParts(new Map([['wire_pb', 'export const file = 1;']]))).toThrow('fileDesc');
  });
});

function whole(module: string) {
  return descriptor(readFileSync(join(gen, `${module}.ts`), 'utf8'));
}

function indexOf(message: string): number {
  return whole('bots_pb').messageType.findIndex(({ name }) => name === message);
}
