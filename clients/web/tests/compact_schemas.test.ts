import type { DescFile, DescMessage } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { file_ourplace_v1_accounts } from '../../sdk/src/gen/ourplace/v1/accounts_pb.ts';
import { file_ourplace_v1_conversations } from '../../sdk/src/gen/ourplace/v1/conversations_pb.ts';
import { file_ourplace_v1_errors } from '../../sdk/src/gen/ourplace/v1/errors_pb.ts';
import { file_ourplace_v1_hubs } from '../../sdk/src/gen/ourplace/v1/hubs_pb.ts';
import { file_ourplace_v1_wire } from '../../sdk/src/gen/ourplace/v1/wire_pb.ts';
import { compactFile, compactSchema } from '../bundle/compact_schemas.ts';
import { schema } from '../src/platform/schema.ts';

/** All that coding and decoding looks at. */
function looks(file: DescFile): unknown {
  const message = (described: DescMessage): unknown => ({
    typeName: described.typeName,
    nested: described.nestedMessages.map(message),
    enums: described.nestedEnums.map((one) => [one.typeName, one.values.map(({ name, number }) => [name, number])]),
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
    enums: file.enums.map((one) => [one.typeName, one.values.map(({ localName, number }) => [localName, number])]),
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

  it('takes the place of the descriptor in generated code, which must have one', () => {
    const code = 'export const file = /*@__PURE__*/\n  fileDesc("CgFhEgFiYgZwcm90bzM", [other]);\n';
    expect(compactSchema(code, 'reader.ts')).toContain('schema({"name":"a","package":"b",');
    expect(() => compactSchema('export const file = 1;', 'reader.ts')).toThrow('fileDesc');
  });
});
