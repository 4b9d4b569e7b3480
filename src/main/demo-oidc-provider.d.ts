/** The class itself, by its own file: the package's entry prints a warning about the version of Node as it loads. */
declare module 'oidc-provider/lib/provider.js' {
  export { Provider } from 'oidc-provider';
}
