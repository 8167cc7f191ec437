/* Bundles the web app into an output folder: node build.mjs [folder], web/dist by default.

   What comes out: index.html, about.html, data.html, docs.html, manage.html, favicon.svg, assets/<name>-<hash>.{js,css,txt} (names carry a hash,
   so a server may let browsers keep them for ever), and standalone/leaflet.{js,css}, Leaflet as it is written
   into exported pages that need no server; pages.json names what the pages of the API use. */
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const WEB = dirname(fileURLToPath(import.meta.url));
const TARGET = resolve(process.argv[2] ?? join(WEB, 'dist'));
const OUT = `${TARGET}.${process.pid}`; // takes the target's place when all of it is there
const WORDS = join(WEB, '../src/unmap/locales'); // one file for each language, which Python reads as well
const PAGES = ['index.html', 'about.html', 'data.html', 'docs.html', 'manage.html'];

/** English first: the language of who asks for none of them. */
const LANGUAGES = (await readdir(WORDS)).map((file) => file.replace('.json', '')).sort((a, b) => (b === 'en') - (a === 'en') || a.localeCompare(b));

const common = {
  absWorkingDir: WEB,
  bundle: true,
  charset: 'utf8',
  define: { LANGUAGES: JSON.stringify(LANGUAGES) },
  entryNames: 'assets/[name]-[hash]',
  chunkNames: 'assets/[name]-[hash]',
  // Leaflet's style sheet names images of controls that unmap does not use: they are left out.
  loader: { '.png': 'empty' },
  legalComments: 'none', // the whole licence texts stand in assets/licences-<hash>.txt
  metafile: true,
  minify: true,
  outdir: OUT,
  target: ['chrome109', 'edge109', 'firefox115', 'safari16'],
};

/** The tokens for pages without a script: dark where the system is, unless a theme is chosen; one home for both. */
const systemTokens = {
  name: 'system-tokens',
  setup(build) {
    build.onResolve({ filter: /^system-tokens$/ }, () => ({ path: join(WEB, 'styles/tokens.css'), namespace: 'system' }));
    build.onLoad({ filter: /.*/, namespace: 'system' }, async ({ path }) => {
      const tokens = await readFile(path, 'utf8');
      const [, dark] = /:root\[data-theme="dark"\] (\{[^}]*\})/.exec(tokens);
      const contents = `${tokens}\n@media (prefers-color-scheme: dark) { :root:not([data-theme]) ${dark} }`;
      return { contents, loader: 'css' };
    });
  },
};

/* What Python alone says, what the map leaves to the pages of the method and of the files, and what keepers alone read. */
const OF_PYTHON = ['answer.', 'brief.', 'export.'];
const UNSAID = {
  about: [...OF_PYTHON, 'manage.', 'mistake.'],
  map: [...OF_PYTHON, 'about.', 'data.', 'docs.', 'manage.'],
  manage: [...OF_PYTHON, 'about.', 'data.', 'docs.', 'mistake.'],
};

/** The words of every language that a page says: 'words:map', 'words:about' or 'words:manage'. */
const wordsOfPages = {
  name: 'words-of-pages',
  setup(build) {
    build.onResolve({ filter: /^words:(map|about|manage)$/ }, ({ path }) => ({ path, namespace: 'words' }));
    build.onLoad({ filter: /.*/, namespace: 'words' }, async ({ path }) => {
      const kept = ([key]) => !UNSAID[path.slice('words:'.length)].some((start) => key.startsWith(start));
      const read = async (lang) => {
        const words = JSON.parse(await readFile(join(WORDS, `${lang}.json`), 'utf8'));
        return [lang, Object.fromEntries(Object.entries(words).filter(kept))];
      };
      const contents = JSON.stringify(Object.fromEntries(await Promise.all(LANGUAGES.map(read))));
      return { contents, loader: 'json' };
    });
  },
};

const addressOf = (path) => `/assets/${path.split('/').pop()}`;

/** What a module imports at once, by entry point: asked for beside it, not after it. */
function chunksOf({ outputs }) {
  const entries = Object.values(outputs).filter(({ entryPoint }) => entryPoint);
  const atOnce = ({ imports }) => imports.filter(({ kind }) => kind === 'import-statement').map(({ path }) => addressOf(path));
  return new Map(entries.map((output) => [output.entryPoint, atOnce(output)]));
}

async function bundle() {
  const module = { ...common, plugins: [systemTokens, wordsOfPages], format: 'esm', splitting: true };
  // The map shares no file with the other pages: one script to fetch, and those that it asks for later.
  const map = await esbuild.build({ ...module, entryPoints: ['main.js'] });
  const others = await esbuild.build({
    ...module,
    entryPoints: [
      ...['about.js', 'data.js', 'docs.js', 'manage.js', 'pages/map.js'],
      ...['styles/main.css', 'styles/about.css', 'styles/docs.css', 'styles/manage.css', 'pages/pages.css', 'pages/brief.css'],
    ],
  });
  const modules = {
    inputs: { ...map.metafile.inputs, ...others.metafile.inputs },
    outputs: { ...map.metafile.outputs, ...others.metafile.outputs },
  };
  // These run before the first paint, so they are plain blocking scripts.
  const boot = await esbuild.build({ ...common, entryPoints: ['boot.js', 'early.js', 'pages/theme.js', 'pages/print.js'], format: 'iife' });
  const built = new Map();
  for (const { outputs } of [modules, boot.metafile]) {
    for (const [path, { entryPoint }] of Object.entries(outputs)) {
      if (entryPoint) built.set(entryPoint, addressOf(path));
    }
  }
  return { built, chunks: chunksOf(modules), packages: bundledPackages(modules) };
}

/** Leaflet with its licence, as one script and one style sheet that fetch nothing. */
async function standalone() {
  const licence = await readFile(join(WEB, 'node_modules/leaflet/LICENSE'), 'utf8');
  const comment = `/* Leaflet, https://leafletjs.com\n\n${licence}*/`;
  return esbuild.build({
    ...common,
    banner: { js: comment, css: comment },
    entryNames: 'standalone/[name]',
    entryPoints: [
      { in: 'node_modules/leaflet/dist/leaflet-src.js', out: 'leaflet' },
      { in: 'node_modules/leaflet/dist/leaflet.css', out: 'leaflet' },
    ],
    format: 'iife',
    metafile: false,
  });
}

async function addAsset(built, name, content) {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 8).toUpperCase();
  const [stem, extension] = name.split('/').pop().split('.');
  const file = `assets/${stem}-${hash}.${extension}`;
  await writeFile(join(OUT, file), content);
  built.set(name, `/${file}`);
}

/** The packages whose code is in what was built. */
function bundledPackages({ outputs }) {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  const used = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path);
  const names = used.map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(path)?.[1]);
  return [...new Set(names.filter(Boolean))].sort();
}

async function licences(names) {
  const texts = names.map(async (name) => {
    const folder = join(WEB, 'node_modules', name);
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    return `${name} ${version}\n\n${await readFile(join(folder, 'LICENSE'), 'utf8')}`;
  });
  return (await Promise.all(texts)).join(`\n${'-'.repeat(80)}\n\n`);
}

/** Replaces each `asset:NAME` in a page by the built address; an unknown name stops the build. */
function addressed(page, html, { built, chunks }) {
  const withChunks = html.replaceAll(/( *)<script type="module" src="asset:([\w./-]+)"><\/script>\n/g, (script, indent, name) => {
    const links = (chunks.get(name) ?? []).map((address) => `${indent}<link rel="modulepreload" href="${address}">\n`);
    return links.join('') + script;
  });
  return withChunks.replaceAll(/asset:([\w./-]+)/g, (_, name) => {
    if (!built.has(name)) throw new Error(`${page} names ${name}, which the build does not make`);
    return built.get(name);
  });
}

async function build() {
  await mkdir(join(OUT, 'assets'), { recursive: true });
  const bundled = await bundle();
  const { built, packages } = bundled;
  await copyFile(join(WEB, 'icons/unmap.svg'), join(OUT, 'favicon.svg'));
  await standalone();
  await addAsset(built, 'licences.txt', await licences(packages));
  for (const page of PAGES) {
    const html = await readFile(join(WEB, page), 'utf8');
    await writeFile(join(OUT, page), addressed(page, html, bundled));
  }
  const ofPages = [...built].filter(([name]) => name.startsWith('pages/'));
  await writeFile(join(OUT, 'pages.json'), JSON.stringify(Object.fromEntries(ofPages)));
}

try {
  await build();
  await rm(TARGET, { recursive: true, force: true });
  await rename(OUT, TARGET);
} finally {
  await rm(OUT, { recursive: true, force: true });
}
