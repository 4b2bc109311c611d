/** A script of `page/`, bundled to the text of one expression whose value is the module; see vite.config.ts. */
declare module '*?page' {
  const source: string
  export default source
}
