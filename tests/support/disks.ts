/**
 * Launchers that give a server a disk of its own, small or read-only, over a folder. They need no rights: the mount is
 * seen only by the server and by who looks through its /proc entry.
 */

const inNamespace = (mount: string, folder: string): string[] => [
  'unshare',
  '--user',
  '--map-root-user',
  '--mount',
  'sh',
  '-ec',
  `${mount}; exec "$@"`,
  'sh',
  folder,
];

/** A folder as it is, that nobody can write to. */
export function inReadOnlyFolder(folder: string): string[] {
  return inNamespace('d=$1; shift; mount --bind "$d" "$d"; mount -o remount,ro,bind "$d"', folder);
}

/** A copy of the folder on a disk of so many KiB. It is gone with the server. */
export function inSmallFolder(folder: string, kib: number): string[] {
  const copy = 'cp -a "$d"/. "$disk"; mount --move "$disk" "$d"; rmdir "$disk"';
  return inNamespace(`d=$1; shift; disk=$(mktemp -d); mount -t tmpfs -o size=${kib}k tmpfs "$disk"; ${copy}`, folder);
}

/** The folder as the server sees it. */
export function seenBy(pid: number, folder: string): string {
  return `/proc/${pid}/root${folder}`;
}
