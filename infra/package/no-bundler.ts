// In the package the functions are compiled already, and the bundler is not there.

const refuse = (): never => {
  throw new Error(
    'the package has no bundler: its functions are compiled in dist/functions; install the package again',
  );
};

export const build = refuse;
export const buildSync = refuse;
