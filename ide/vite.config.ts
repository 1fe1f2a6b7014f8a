import { defineConfig } from "vite";

export default defineConfig({
  base: "/graphiql/",
  build: {
    // No asset may become a `data:` address, or the Content-Security-Policy would have to allow it.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Monaco is one file of 2.8 MB, 0.7 MB compressed, that is fetched once and then immutable.
    chunkSizeWarningLimit: 3000,
    // Dependencies say "use client", which means nothing in a browser.
    rolldownOptions: { checks: { moduleLevelDirective: false } },
  },
  worker: { format: "es" },
});
