import { compile } from './compile.mjs';
import { provideDependencies } from './dependencies.mjs';
import { main } from './setup.mjs';

// npm run build: compiles everything into out/, whether it changed or not.
await main(async () => {
  provideDependencies();
  await compile();
  return 0;
});
