import { Paint } from '@ourplace/sdk';

/** The eight colours of doors, as the styles call them. */
export const paintByName = {
  pillarbox: Paint.PILLARBOX,
  bottle: Paint.BOTTLE,
  estate: Paint.ESTATE,
  slate: Paint.SLATE,
  damson: Paint.DAMSON,
  ochre: Paint.OCHRE,
  harbour: Paint.HARBOUR,
  oak: Paint.OAK,
};

export type PaintName = keyof typeof paintByName;
export const paintNames = Object.keys(paintByName) as PaintName[];

export function paintOf(paint: Paint): PaintName {
  return paintNames.find((name) => paintByName[name] === paint) ?? 'slate';
}
