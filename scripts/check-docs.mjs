// Every relative link in the documents leads somewhere.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folders = ['.', 'docs', 'docs/decisions', 'starter', 'bench', 'test/golden', 'test/fixtures'];
const documents = folders
  .filter(folder => existsSync(join(root, folder)))
  .flatMap(folder => readdirSync(join(root, folder)).map(name => join(folder, name)))
  .filter(path => path.endsWith('.md'));

let broken = 0;
for (const path of documents) {
  const text = readFileSync(join(root, path), 'utf8');
  for (const [, target] of text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)) {
    if (/^[a-z]+:/.test(target) || existsSync(join(root, dirname(path), decodeURI(target)))) continue;
    console.error(`${path}: the link to ${target} leads nowhere`);
    broken++;
  }
}
if (broken > 0) process.exitCode = 1;
