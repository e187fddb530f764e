import type { ErrorsWords } from '../errors.ts';

export const errors: ErrorsWords = {
  noLine: 'Does dim cysylltiad.',
  notAllowed: 'Ni chewch wneud hyn.',
  notFound: 'Nid yw yno bellach.',
  exists: 'Roedd yno eisoes.',
  tooMany: 'Roedd hynny’n ormod ar unwaith. Arhoswch funud.',
  notNow: 'Ni ellir gwneud hyn nawr.',
  wrong: "Nid yw rhywbeth ynddo'n cael ei ganiatáu.",
  tooLong: "mae'n rhy hir neu'n wag.",
  server: "Aeth rhywbeth o'i le ar y gweinydd. Ni chollwyd dim.",
  signedOut: "Rydych wedi'ch allgofnodi.",
};
