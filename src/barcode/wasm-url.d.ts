/** A file the site serves: Vite puts it beside the pages and gives its address. */
declare module '*.wasm?url' {
  const address: string;
  export default address;
}
