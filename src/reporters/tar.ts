/** A file of text in an archive. */
export interface TextFile {
  /** With "/" between folders; what does not fit into 100 bytes of plain ASCII is made to. */
  readonly name: string;
  readonly text: string;
}

const blockSize = 512;
const nameSize = 100;
const folderSize = 154;

export interface TarOptions {
  /** That everything is unpacked into. */
  readonly folder: string;
  readonly modifiedAt: Date;
}

/** An archive in the ustar format (POSIX.1-1988), its files readable by their owner only. */
export function tar(files: readonly TextFile[], options: TarOptions): Buffer {
  const blocks = files.flatMap(({ name, text }) => {
    const content = Buffer.from(text);
    return [headerOf(name, content.length, options), content, padding(content.length)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(2 * blockSize)]);
}

const padding = (size: number): Buffer =>
  Buffer.alloc((blockSize - (size % blockSize)) % blockSize);

function headerOf(name: string, size: number, { folder, modifiedAt }: TarOptions): Buffer {
  const seconds = Math.floor(modifiedAt.getTime() / 1000);
  const fields: readonly (readonly [offset: number, text: string])[] = [
    [0, tarName(name.slice(-nameSize))],
    [100, octal(0o600, 8)],
    [108, octal(0, 8)],
    [116, octal(0, 8)],
    [124, octal(size, 12)],
    [136, octal(seconds, 12)],
    // Blanks stand for the checksum while it is computed.
    [148, ' '.repeat(8)],
    [156, '0'],
    [257, 'ustar\u000000'],
    [345, tarName(folder.slice(0, folderSize))],
  ];
  const header = Buffer.alloc(blockSize);
  for (const [offset, text] of fields) header.write(text, offset, 'latin1');
  const checksum = header.reduce((sum, byte) => sum + byte, 0);
  header.write(octal(checksum, 7), 148, 'latin1');
  return header;
}

/** Fills its field, the NUL at the end included. */
const octal = (value: number, width: number): string =>
  `${value.toString(8).padStart(width - 1, '0')}\0`;

/** Plain and relative. */
const tarName = (path: string): string =>
  path
    .split('/')
    .filter((part) => !/^\.{0,2}$/.test(part))
    .join('/')
    .replaceAll(/[^\w./:+@-]/g, '_');
