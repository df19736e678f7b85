// The page is built once and committed (src/detente/web/static): who installs Detente needs no Node.
// Fixed file names and no hashes, so that two builds of the same source are the same bytes.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig, type Plugin } from "vite";

const SHIPPED = ["preact", "@preact/signals", "@preact/signals-core", "maplibre-gl", "topojson-client", "world-atlas"];

interface Package {
  version: string;
  license?: string;
  dependencies?: Record<string, string>;
}

/** The licence texts of everything that the built files contain, in one file beside them. */
function licences(): Plugin {
  return {
    name: "licences",
    generateBundle() {
      const texts = new Map<string, string>();
      const add = (name: string): void => {
        if (texts.has(name) || name.startsWith("@types/")) return;
        const folder = join("node_modules", name);
        const found = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Package;
        const files = readdirSync(folder).filter((file) => /^licen[cs]e/i.test(file)).sort();
        const words = files.map((file) => readFileSync(join(folder, file), "utf8").trim());
        texts.set(name, `${name} ${found.version} (${found.license ?? "see below"})\n\n${words.join("\n\n")}`);
        if (name === "maplibre-gl") Object.keys(found.dependencies ?? {}).forEach(add); // it comes bundled with these
      };
      SHIPPED.forEach(add);
      const source = [...texts.keys()].sort().map((name) => texts.get(name)).join(`\n\n${"-".repeat(72)}\n\n`);
      this.emitFile({ type: "asset", fileName: "licences.txt", source: `${source}\n` });
    },
  };
}

export default defineConfig({
  // The page stands at the server's root and its files under static/: relative, so that a prefix does no harm.
  experimental: { renderBuiltUrl: (file, { hostType }) => (hostType === "html" ? `./static/${file}` : { relative: true }) },
  plugins: [licences()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "../src/detente/web/static",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0, // the CSP knows no data: scripts or fonts
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1600,
    cssCodeSplit: false,
    rolldownOptions: {
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "[name].js",
        // .mjs is not known as JavaScript to every server
        assetFileNames: ({ names }) => (names[0]?.endsWith(".mjs") ? "[name].js" : "[name][extname]"),
      },
    },
  },
});
