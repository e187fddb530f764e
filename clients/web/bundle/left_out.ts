import type { Plugin } from 'vite';

/**
 * What the runtime of protobuf brings along and nothing here calls. Defaults of fields written as text are proto2's, which
 * `compactFile` refuses; values that are set by reflection are checked there, and here the compiler has checked them.
 */
const leftOut: Record<string, string> = {
  'wire/text-format.js': `
    const refuse = () => { throw new Error('left out of the bundle'); };
    export { refuse as parseTextFormatEnumValue, refuse as parseTextFormatScalarValue };`,
  'reflect/reflect-check.js': `
    const nothingWrong = () => undefined;
    const show = String;
    export { nothingWrong as checkField, nothingWrong as checkListItem, nothingWrong as checkMapEntry, show as formatVal };`,
};
const runtime = /\/@bufbuild\/protobuf\/dist\/esm\/(.+\.js)$/;

export function leaveOut(): Plugin {
  return {
    name: 'ourplace-leave-out',
    apply: 'build',
    load(id) {
      const [, file = ''] = runtime.exec(id) ?? [];
      return leftOut[file] ?? null;
    },
  };
}
