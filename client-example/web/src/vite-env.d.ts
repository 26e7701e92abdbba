declare module '*.css' {}
declare module '*.svg' {
  const url: string;
  export default url;
}
declare module 'vendor-language:*' {
  const words: Record<string, string>;
  export default words;
}
