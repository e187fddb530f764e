import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import {
  type DescriptorProto,
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  type MethodDescriptorProto,
} from '@bufbuild/protobuf/wkt';

/**
 * Each schema file falls into two parts: what the Updates of people are made of, which a page has to understand from the
 * start, and what only those need who call. So a phone does not fetch every capability with its first page.
 */
export type Part = 'updates' | 'calls';
export const parts: readonly Part[] = ['updates', 'calls'];

/** Updates that only bots get. As any kind that is not known, they would be skipped. */
const updatesOfBots = new Set(['bot_changed', 'command_invoked', 'button_pressed', 'reminder_due']);

export class SchemaParts {
  readonly #files = new Map<string, FileDescriptorProto>();
  /** By full name, the file and the part that a message or enum is in. */
  readonly #places = new Map<string, { file: string; part: Part }>();

  /** @param codes generated code, by the name of its module: "bots_pb" */
  constructor(codes: ReadonlyMap<string, string>) {
    for (const [module, code] of codes) this.#files.set(module, withoutUpdatesOfBots(descriptor(code)));
    const inUpdates = this.#reachableFromWire();
    for (const [file, { package: name, messageType, enumType }] of this.#files)
      for (const type of [...messageType, ...enumType]) {
        const typeName = `${name}.${type.name}`;
        this.#places.set(typeName, { file, part: inUpdates.has(typeName) ? 'updates' : 'calls' });
      }
  }

  static beside(path: string): SchemaParts {
    const folder = dirname(path);
    const names = readdirSync(folder).filter((name) => name.endsWith('_pb.ts'));
    return new SchemaParts(new Map(names.map((name) => [name.slice(0, -3), readFileSync(join(folder, name), 'utf8')])));
  }

  /** The schema of one part, without what is in the other. */
  file(module: string, part: Part): FileDescriptorProto {
    const file = this.#file(module);
    const isHere = (type: { name: string }) => this.#places.get(`${file.package}.${type.name}`)?.part === part;
    return {
      ...file,
      name: part === 'updates' ? file.name : `${file.name}#calls`,
      messageType: file.messageType.filter(isHere),
      enumType: file.enumType.filter(isHere),
      service: part === 'calls' ? file.service : [],
    };
  }

  isEmpty(module: string, part: Part): boolean {
    const { messageType, enumType, service } = this.file(module, part);
    return messageType.length + enumType.length + service.length === 0;
  }

  /** The parts in which there is something that this one refers to. */
  imports(module: string, part: Part): { module: string; part: Part }[] {
    const { messageType, service } = this.file(module, part);
    const names = [...messageType.flatMap(referred), ...service.flatMap(({ method }) => method.flatMap(typesOfCall))];
    const found = new Map<string, { module: string; part: Part }>();
    for (const name of names) {
      const place = this.#places.get(this.#topLevel(name));
      if (!place) throw new Error(`nothing is called ${name}`);
      if (place.file !== module || place.part !== part)
        found.set(`${place.file} ${place.part}`, { module: place.file, part: place.part });
    }
    return [...found.values()];
  }

  /** Where a message or enum is that stood at this index of the whole file; undefined: in the other part. */
  index(module: string, part: Part, kind: 'messageType' | 'enumType' | 'service', index: number): number | undefined {
    const name = this.#file(module)[kind][index]?.name;
    const here = this.file(module, part)[kind].findIndex((one) => one.name === name);
    return here < 0 ? undefined : here;
  }

  #file(module: string): FileDescriptorProto {
    const file = this.#files.get(module);
    if (!file) throw new Error(`there is no schema ${module}`);
    return file;
  }

  #reachableFromWire(): Set<string> {
    const messages = new Map<string, DescriptorProto>();
    for (const { package: name, messageType } of this.#files.values())
      for (const message of messageType) messages.set(`${name}.${message.name}`, message);
    const reached = new Set<string>();
    const todo = this.#file('wire_pb').messageType.map(({ name }) => `ourplace.v1.${name}`);
    for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
      if (reached.has(name)) continue;
      reached.add(name);
      const message = messages.get(name);
      if (message) todo.push(...referred(message).map((other) => this.#topLevel(other)));
    }
    return reached;
  }

  /** "ourplace.v1.ReminderDue" of "ourplace.v1.ReminderDue.Kind". */
  #topLevel(name: string): string {
    return name.split('.').slice(0, 3).join('.');
  }
}

export function descriptor(code: string): FileDescriptorProto {
  const base64 = /\bfileDesc\("([A-Za-z0-9+/=]+)"/.exec(code)?.[1];
  if (!base64) throw new Error('generated code no longer says fileDesc("…")');
  return fromBinary(FileDescriptorProtoSchema, Buffer.from(base64, 'base64'));
}

function withoutUpdatesOfBots(file: FileDescriptorProto): FileDescriptorProto {
  for (const message of file.messageType)
    if (message.name === 'Update') message.field = message.field.filter(({ name }) => !updatesOfBots.has(name));
  return file;
}

function referred(message: DescriptorProto): string[] {
  const own = message.field.flatMap(({ typeName }) => (typeName ? [typeName.slice(1)] : []));
  return [...own, ...message.nestedType.flatMap(referred)];
}

const typesOfCall = ({ inputType, outputType }: MethodDescriptorProto) => [inputType.slice(1), outputType.slice(1)];
