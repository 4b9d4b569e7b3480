import b from '../bench/interpret.bench.ts';
console.log(await b());
