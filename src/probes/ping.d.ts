// The package's types do not cover the two parts that are used without its own way to run ping.
declare module 'ping/lib/builder/linux.js' {
  const builder: typeof import('ping/types/builder/linux.js');
  export = builder;
}

declare module 'ping/lib/parser/linux.js' {
  const Parser: typeof import('ping/types/parser/base.js');
  export = Parser;
}
