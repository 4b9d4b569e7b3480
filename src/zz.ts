import {isDeepStrictEqual} from 'node:util';
import {preparedCampaign} from '#programmes/vaccination/interpret-fixtures.node.ts';
import {interpret} from '#programmes/vaccination/interpret.ts';
import {dayOf,dayNumber} from '#kernel/day.ts';
const O:any=await import('/tmp/old/src/programmes/vaccination/interpret.ts');
const OF:any=await import('/tmp/old/src/programmes/vaccination/interpret-fixtures.node.ts');
process.chdir('/tmp/old'); const old=(await OF.preparedCampaign()).prepared; process.chdir('/work/main');
const {prepared}=await preparedCampaign();
let seed=Number(process.argv[2]??1); const rnd=()=>{seed=(seed+0x6d2b79f5)|0;let t=Math.imul(seed^(seed>>>15),1|seed);t=(t+Math.imul(t^(t>>>7),61|t))^t;return((t^(t>>>14))>>>0)/4294967296;};
const int=(a:number,b:number)=>a+Math.floor(rnd()*(b-a+1)); const pick=<T,>(x:readonly T[])=>x[int(0,x.length-1)]!;
const exotic=process.argv[4]==='exotic';
const F=dayNumber('2020-12-27'), tags=[...prepared.tags.keys()], prods=[...prepared.products.keys()];
let n=0,diff=0; const kinds=new Map<string,number>(); const shown=new Map<string,number>();
for(;n<Number(process.argv[3]??20000);n++){
 const on=F+int(0,800);
 const facts:any[]=[]; const k=int(0,4); let d=F+int(0,600);
 for(let i=1;i<=k;i++){facts.push({kind:'injection',occurredOn:dayOf(d),product:exotic&&rnd()<0.08?null:rnd()<0.6?'PF':rnd()<0.8?pick(['MO','AZ','JA']):pick(prods),...(exotic&&rnd()<0.1?{rank:int(1,4)}:{})}); d+=int(exotic?0:15,250);}
 if(rnd()<0.35) facts.push({kind:'infection',occurredOn:dayOf(F+int(-250,700)),proof:pick(['PCR','antigen','TROD','declaration','serology',null])});
 if(rnd()<0.06) facts.push({kind:'infection',occurredOn:dayOf(F+int(-250,700)),proof:pick(['PCR','antigen'])});
 if(rnd()<0.05) facts.push({kind:'contraindication',occurredOn:dayOf(F+int(0,500)),product:pick(['PF','MO','AZ',null])});
 const person={birthDate:exotic&&rnd()<0.05?null:dayOf(on-int(2*365,95*365)),tags:tags.filter(()=>rnd()<0.05),territory:rnd()<0.9?'75':pick(['974','57'])};
 const a=O.interpret(old,person,facts,dayOf(on)), b=interpret(prepared,person,facts,dayOf(on));
 if(!isDeepStrictEqual(a,b)){diff++; const ks:string[]=[]; const cmp=(x:any,y:any,p:string)=>{if(isDeepStrictEqual(x,y))return; if(x&&y&&typeof x==='object'&&!Array.isArray(x)) for(const q of Object.keys(x)) cmp(x[q],y[q],p+'.'+q); else ks.push(p);}; cmp(a,b,'');
  const key=ks.join(' '); kinds.set(key,(kinds.get(key)??0)+1); const s=(shown.get(key)??0); shown.set(key,s+1);
  if(s<2){console.log('---',key,dayOf(on),JSON.stringify(person),JSON.stringify(facts)); const show=(z:any)=>JSON.stringify({n:{...z.next,reasons:z.next.reasons.map((r:any)=>r.code+':'+r.reference)},s:z.status,u:z.until,m:z.missing,p:z.primary.eligible,pr:z.primary.reasons.map((r:any)=>r.code+':'+r.reference)}); console.log(' old',show(a)); console.log(' new',show(b));}
 }
}
console.log(n,diff,kinds);
