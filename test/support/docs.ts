import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

export type Block = { file: string; line: number; language: string; mark: string; text: string };

/** Every page of ours that people read. */
export const pages: readonly string[] = [
  'README.md',
  'SECURITY.md',
  'CONTRIBUTING.md',
  'infra/stages/README.md',
  'client-example/web/README.md',
  'client-example/secure-chat/README.md',
  'client-example/secure-chat/src/epochs/README.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

export const readPage = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** The fenced blocks of a page. What stands behind the language marks a block: ```` ```ts example ````. */
export const blocksOf = (file: string): Block[] => {
  const blocks: Block[] = [];
  let open: Block | undefined;
  for (const [index, line] of readPage(file).split('\n').entries()) {
    const fence = /^```(\w*) ?(.*)$/.exec(line);
    if (open && line.startsWith('```')) {
      blocks.push(open);
      open = undefined;
    } else if (open) open.text += `${line}\n`;
    else if (fence)
      open = { file, line: index + 1, language: fence[1] ?? '', mark: fence[2] ?? '', text: '' };
  }
  return blocks;
};

export const allBlocks = (): Block[] => pages.flatMap(blocksOf);

/** The one block of a page with this mark. */
export const markedBlock = (file: string, mark: string): Block => {
  const found = blocksOf(file).filter((block) => block.mark === mark);
  if (found.length !== 1 || !found[0]) throw new Error(`${file} has ${found.length} blocks marked "${mark}"`);
  return found[0];
};

const SEPARATOR = ' (?:&&|[|]) ';
const IN_QUOTES = `'[^']*'|"[^"]*"`;

/** Commands of a shell block: no comments, no blank lines, lines that go on joined; taken apart at `&&` and pipes, but not in quotes. */
export const commandsOf = ({ text }: Block): string[] =>
  text
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .flatMap((line) =>
      line
        .replaceAll(new RegExp(`${IN_QUOTES}|${SEPARATOR}`, 'g'), (found) =>
          /^['"]/.test(found) ? found : '\n',
        )
        .split('\n'),
    )
    .map((command) => command.trim())
    .filter((command) => command !== '');

/** Places of our own that a page links to, from the root, with what stands behind `#`. */
export const linksOf = (file: string): { path: string; anchor: string | undefined }[] =>
  [...readPage(file).matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1] ?? '')
    .filter((link) => !/^[a-z]+:/.test(link))
    .map((link) => {
      const [path = '', anchor] = link.split('#');
      return { path: path === '' ? file : join(dirname(file), path), anchor };
    });

/** As GitHub makes them of headings. */
export const anchorsOf = (file: string): string[] =>
  [...readPage(file).matchAll(/^#+ (.+)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
