import fc from 'fast-check';
import { readSchedule } from '#schedule/load.node.ts';
import { forecastCase, prepareSchedule } from '#schedule/forecast.ts';
const S: any = await readSchedule('campaigns/us-routine');
const P = prepareSchedule(S);
const MIN='1900-01-01', MAX='2999-12-31';
const memo=new Map<string,string>();
function add(d:string,t:string|undefined,other:any=undefined):any{ if(t===undefined) return other; const k=d+'|'+t; const m=memo.get(k); if(m) return m;
  let y=+d.slice(0,4), mo=+d.slice(5,7)-1; const dd=+d.slice(8); let days=0, months=0;
  for(const x of t.matchAll(/([+-]?)\s*(\d+)\s*(day|week|month|year)/g)){const n=+x[2]!*(x[1]==='-'?-1:1); if(x[3]==='year')months+=12*n; else if(x[3]==='month')months+=n; else days+= x[3]==='week'?7*n:n;}
  mo+=months; y+=Math.floor(mo/12); mo=((mo%12)+12)%12;
  const last=new Date(Date.UTC(y,mo+1,0)).getUTCDate();
  let date = dd>last? Date.UTC(y,mo+1,1): Date.UTC(y,mo,dd); date+=days*864e5; const r=new Date(date).toISOString().slice(0,10); memo.set(k,r); return r;}
const rel=(x:any,on:string)=> (x.effective??MIN)<=on && on<=(x.cessation??MAX);
const max=(a:(string|undefined)[])=>a.filter(x=>x!==undefined).sort().at(-1);
const min=(a:(string|undefined|null)[])=>a.filter(x=>x!=null).sort()[0];
const vac=new Map(S.vaccines.map((v:any)=>[v.code,v]));
export function run(q:any){
  const on=q.assessmentDate,b=q.birthDate; const sex=q.sex==='F'?'female':q.sex==='M'?'male':'unknown';
  const obs=new Map<string,string|null>(); for(const o of q.observations){ if(o.date&&o.date>on)continue; const k=obs.get(o.code); if(!obs.has(o.code)||k==null||(o.date!=null&&o.date>k!)) obs.set(o.code,o.date??(k??null)); }
  const all=q.doses.filter((d:any)=>d.date<=on).sort((x:any,y:any)=>x.date<y.date?-1:1).map((d:any)=>({...d,bad:d.substandard}));
  const out:any={};
  for(const A of S.antigens){
    const list=all.filter((d:any)=>{const a=vac.get(d.cvx) as any; return a.antigens.some((x:any)=>x.antigen===A.name&&add(b,x.from,MIN)<=d.date&&d.date<add(b,x.until,MAX));});
    const applies=(c:any)=>c.observation?.code!==undefined&&obs.has(c.observation.code)&&add(b,c.from,MIN)<=on&&on<add(b,c.until,MAX);
    const relevant=A.series.filter((s:any)=>(s.genders.length===0||s.genders.includes(sex))&&(s.kind!=='risk'||s.indications.some(applies)));
    let immune=(A.immunity?.history??[]).some((h:any)=>obs.has(h.code));
    for(const x of A.immunity?.birth??[]) if(b<x.before&&!x.exclusions.some((e:any)=>obs.has(e.code))&&(x.country===undefined||x.country===q.birthCountry)) immune=true;
    const antigenCI=A.contraindications.some((c:any)=>obs.has(c.code)&&add(b,c.from,MIN)<=on&&on<add(b,c.until,MAX));
    const vacCI=(code:string)=>A.vaccineContraindications.some((c:any)=>obs.has(c.code)&&c.vaccines.some((v:any)=>v.code===code&&add(b,v.from,MIN)<=on&&on<add(b,v.until,MAX)));
    const done=new Map<any,any>();
    const patient=(s:any):any=>{ if(done.has(s)) return done.get(s); const ps:any={s,evals:[],targets:s.doses.map((d:any)=>({d,st:'N',g:null}))}; done.set(s,ps);
      const ev=ps.evals;
      const refDay=(i:any,k:number,before:any[])=>{ // k doses of list evaluated; before: all person's doses before
        const f=i.from; if(f==='previous dose'){ for(let j=k-1;j>=0;j--) if(ev[j].st==='V'||(ev[j].st==='X'&&ev[j].why!=='inadvertent')) return list[j].date; return undefined;}
        if(f.targetDose!==undefined){ const t=ps.targets.filter((t:any)=>t.d.number===f.targetDose&&t.st==='S').at(-1); return t?.g.date; }
        if(f.mostRecent){ const c=before.filter((d:any)=>f.mostRecent.includes(d.cvx)&&!(list.indexOf(d)>=0&&list.indexOf(d)<k&&ev[list.indexOf(d)].why==='inadvertent')); return c.at(-1)?.date; }
        return obs.get(f.observation)??undefined; };
      const skip=(d:any,ctx:string,ref:string,onDay:string,k:number,before:any[])=>d.skips.filter((x:any)=>x.context===ctx||x.context==='both').some((x:any)=>{
        const sets=x.sets.filter((z:any)=>rel(z,onDay)); if(!sets.length) return false;
        const r=sets.map((z:any)=>{const c=z.conditions.map((c:any)=>{
          if(c.type==='age') return add(b,c.from,MIN)<=ref&&ref<add(b,c.until,MAX);
          if(c.type==='interval') return k>0&&ref>=add(list[k-1].date,c.interval);
          if(c.type==='completed series') return relevant.some((r:any)=>c.groups.includes(r.group.code)&&patient(r).status==='Complete');
          const pool=c.vaccines.length?before:list.slice(0,k);
          const n=pool.filter((g:any)=>(!c.vaccines.length||c.vaccines.includes(g.cvx))&&add(b,c.from,MIN)<=g.date&&g.date<add(b,c.until,MAX)&&(c.start??MIN)<=g.date&&g.date<(c.end??MAX)&&(c.doses==='total'||(list.indexOf(g)>=0&&ev[list.indexOf(g)]?.st==='V'))).length;
          return c.logic==='greater than'?n>c.count:c.logic==='equal to'?n===c.count:n<c.count;});
          return z.logic==='and'?c.every(Boolean):c.some(Boolean);});
        return x.logic==='and'?r.every(Boolean):r.some(Boolean);});
      let i=0;
      for(let k=0;k<list.length;k++){ const g=list[k]; const before=all.slice(0,all.indexOf(g));
        if(g.bad){ev.push({st:'U'});continue;}
        while(i<ps.targets.length&&skip(ps.targets[i].d,'evaluation',g.date,g.date,k,before)){ps.targets[i].st='K';i++;}
        if(i>=ps.targets.length){ev.push({st:'E',why:'complete'});continue;}
        const d=ps.targets[i].d; let st='V',why='';
        const age=d.ages.find((x:any)=>rel(x,g.date))??{};
        const ints=d.intervals.filter((x:any)=>rel(x,g.date)), allw=d.allowableIntervals.filter((x:any)=>rel(x,g.date));
        const okInt=(x:any)=>{const r=refDay(x,k,before); return r===undefined||x.absoluteMinimum===undefined||g.date>=add(r,x.absoluteMinimum);};
        const conflict=()=>all.slice(0,all.indexOf(g)).some((o:any)=>S.conflicts.some((c:any)=>{ if(c.previous!==o.cvx||c.current!==g.cvx) return false; const j=list.indexOf(o); const s0=j>=0&&j<k?ev[j].st:undefined; return add(o.date,c.begin)<=g.date&&g.date<add(o.date,s0===undefined||s0==='V'?c.endIfValid:c.end);}));
        const okVac=()=>d.preferable.some((v:any)=>v.code===g.cvx&&add(b,v.from,MIN)<=g.date&&g.date<add(b,v.until,MAX)&&(v.manufacturer===undefined||g.mvx==null||g.mvx===v.manufacturer))||d.allowable.some((v:any)=>v.code===g.cvx&&add(b,v.from,MIN)<=g.date&&g.date<add(b,v.until,MAX));
        if(d.inadvertent.some((v:any)=>v.code===g.cvx)){st='X';why='inadvertent';}
        else if(g.date<add(b,age.absoluteMinimum,MIN)) st='X';
        else if(g.date>=add(b,age.maximum,MAX)) st='E';
        else if(!(ints.every(okInt)||(allw.length>0&&allw.every(okInt)))) st='X';
        else if(conflict()) st='X';
        else if(!okVac()) st='X';
        ev.push({st,why});
        if(st==='V'){ps.targets[i].st='S';ps.targets[i].g=g; if(d.recurring) ps.targets.splice(i+1,0,{d,st:'N',g:null}); i++;}
      }
      // forecast
      const K=list.length;
      for(;;){
        while(i<ps.targets.length&&skip(ps.targets[i].d,'forecast',on,on,K,all)){ps.targets[i].st='K';i++;}
        const sat=ps.targets.some((t:any)=>t.st==='S');
        if(i>=ps.targets.length){ps.status=sat?'Complete':'Not Recommended';break;}
        if(immune){ps.status='Immune';break;}
        const pref=s.doses.flatMap((d:any)=>d.preferable.map((v:any)=>v.code));
        if(antigenCI||(pref.length&&pref.every(vacCI))){ps.status='Contraindicated';break;}
        const d=ps.targets[i].d; if(on>(d.season?.end??MAX)){ps.status='Not Recommended';break;}
        const age=d.ages.find((x:any)=>rel(x,on))??{}; const maxAge=add(b,age.maximum,MAX);
        if(on>=maxAge){ps.status='Aged Out';break;}
        const ints=d.intervals.filter((x:any)=>rel(x,on));
        const iday=(x:any,key:string)=>{const r=refDay(x,K,all); return r===undefined||x[key]===undefined?undefined:add(r,x[key]);};
        const confl=all.flatMap((o:any)=>S.conflicts.filter((c:any)=>c.previous===o.cvx&&d.preferable.some((v:any)=>v.code===c.current)).map((c:any)=>add(o.date,c.end)));
        const e=max([add(b,age.minimum),...ints.map((x:any)=>iday(x,'minimum')),...confl,d.season?.start,...list.map((g:any)=>g.date)])??b;
        if(e>=maxAge){ps.status='Aged Out';break;}
        if(skip(d,'forecast',e,on,K,all)){ps.targets[i].st='K';i++;continue;}
        ps.status='Not Complete'; ps.e=e; ps.d=d;
        const rec=add(b,age.earliestRecommended)??max(ints.map((x:any)=>iday(x,'earliestRecommended')))??e;
        const pd0=add(b,age.latestRecommended)??max(ints.map((x:any)=>iday(x,'latestRecommended'))); const pd=pd0===undefined?undefined:add(pd0,'-1 day');
        ps.rec=rec>e?rec:e; ps.pd=pd===undefined?undefined:pd>e?pd:e; ps.latest=age.maximum===undefined?undefined:add(maxAge,'-1 day');
        ps.n=1+ps.targets.filter((t:any)=>t.st==='S'&&(t.d.season?.start===undefined||t.g.date>=t.d.season.start)).length;
        ps.prio=d.intervals.length>0&&d.intervals.every((x:any)=>x.priority);
        const rest=ps.targets.slice(i+1); ps.fin=max([e,...rest.flatMap((t:any)=>t.d.intervals.filter((x:any)=>rel(x,on)&&x.minimum!==undefined).map((x:any)=>add(e,x.minimum)))]);
        break;
      }
      ps.sat=ps.targets.filter((t:any)=>t.st==='S').length; ps.notSat=ps.targets.filter((t:any)=>t.st==='N').length;
      const lastAge=s.doses.at(-1).ages.find((x:any)=>rel(x,on));
      ps.completable=ps.fin!==undefined&&ps.fin<add(b,lastAge?.maximum,MAX);
      ps.firstV=min(list.filter((_:any,j:number)=>ev[j].st==='V').map((g:any)=>g.date)); ps.allV=ev.every((x:any)=>x.st==='V');
      return ps; };
    // chapter 8
    const groups=[...new Set(A.series.map((s:any)=>s.group.code))] as string[]; const prio=new Map<string,any>();
    for(const code of groups){ const rs=relevant.filter((s:any)=>s.group.code===code).map(patient); if(!rs.length) continue;
      const allCI=rs.every((p:any)=>p.status==='Contraindicated'); const cand=(p:any)=>allCI||p.status!=='Contraindicated'; const defs=rs.filter((p:any)=>p.s.default);
      const sc=rs.filter((p:any)=>p.s.kind==='evaluation only'?p.status==='Complete':cand(p)&&(p.s.kind==='risk'?rs.every((r:any)=>p.s.priority<=r.s.priority):p.sat>0?p.firstV<add(b,p.s.start.maximum,MAX):rs.every((r:any)=>r.sat===0)&&defs.length===0));
      const comp=sc.filter((p:any)=>p.status==='Complete'), inp=sc.filter((p:any)=>p.sat>0&&p.status==='Not Complete');
      const scored=(ps:any[],f:(p:any)=>number)=>{const x=ps.map(p=>({p,v:f(p)})); const m=Math.max(...x.map(y=>y.v)); return x.filter(y=>y.v===m).sort((p,q2)=>(p.p.s.preference??99)-(q2.p.s.preference??99))[0]?.p;};
      const row=(ps:any[],cond:(p:any)=>boolean,w:number)=>{const h=ps.filter(cond); return (p:any)=>h.includes(p)?(h.length>1?0:w):-w;};
      let win:any;
      if(sc.length===0) win=defs[0]; else if(sc.length===1) win=sc[0];
      else if(comp.length) win=scored(comp,row(comp,(p:any)=>comp.every(x=>p.sat>=x.sat),1));
      else if(inp.length){ const r1=row(inp,(p:any)=>inp.every(x=>p.sat>=x.sat),2),r2=row(inp,(p:any)=>inp.every(x=>p.notSat<=x.notSat),2),r3=row(inp,(p:any)=>p.completable&&inp.every(x=>!x.completable||p.fin<=x.fin),1);
        win=scored(inp,(p:any)=>(p.s.productPath&&p.allV?2:-2)+(p.completable?3:-3)+r1(p)+r2(p)+r3(p)); if(inp.length===1) win=inp[0]; }
      else if(defs.length) win=defs[0];
      else { const r=row(sc,(p:any)=>p.e!==undefined&&sc.every((x:any)=>x.e===undefined||p.e<=x.e),1); win=scored(sc,(p:any)=>r(p)+(p.completable?1:-1)+(p.s.productPath?-1:1)); }
      if(win) prio.set(code,win);
    }
    const best=[...prio.entries()].filter(([code,p])=>{ if(p.status==='Complete') return true; if(p.s.kind==='evaluation only') return false; const eq=p.s.equivalentGroups.filter((c:string)=>c!==code).map((c:string)=>prio.get(c)).filter(Boolean);
      if(eq.some((x:any)=>x.status==='Complete')) return false; return p.s.kind==='risk'||!eq.some((x:any)=>x.s.kind==='risk');}).map(([,p])=>p);
    out[A.name]=best;
  }
  const res:string[]=[];
  for(const G of S.groups){ const ps=G.antigens.flatMap((a:string)=>out[a].map((p:any)=>({...p,a}))); const keys=new Map<string,any[]>();
    for(const p of ps){const k=p.s.kind+p.s.group.code; keys.set(k,[...(keys.get(k)??[]),p]);}
    for(const c of keys.values()){ const has=(s:string)=>c.some(p=>p.status===s);
      const st=G.antigens.length===1?c[0].status:['Contraindicated','Aged Out','Not Recommended','Not Complete'].find(has)??(c.every(p=>p.status==='Immune')?'Immune':'Complete');
      let e,r,pd,l,n; if(st==='Not Complete'){ const nc=c.filter(p=>p.status==='Not Complete'); const first=min(nc.map(p=>p.e)); const lastV=max(all.filter((d:any)=>(vac.get(d.cvx) as any).antigens.some((x:any)=>G.antigens.includes(x.antigen))).map((d:any)=>d.date));
        e=G.antigens.length===1?first:nc.some(p=>p.prio)?max([first,lastV]):max(nc.map(p=>p.e)); r=max([min(nc.map(p=>p.rec)),e]); const p0=min(nc.map(p=>p.pd)); pd=p0===undefined?undefined:max([p0,e]); l=min(nc.map(p=>p.latest)); n=(G.administerFull?Math.min:Math.max)(...nc.map(p=>p.n)); }
      res.push([G.name,c[0].s.kind,st,e??null,r??null,pd??null,l??null,n??null,c.map(p=>p.a+':'+p.s.name+':'+p.status).sort().join(';')].join(' | '));
    } }
  const evals:any={}; 
  return {forecasts:res.sort(), best:out};
}
const codes=S.vaccines.map((v:any)=>v.code), groups=S.groups; const iso=(t:number)=>new Date(t*864e5).toISOString().slice(0,10);
const rnd=fc.sample; let bad=0; const N=+(process.argv[2]??300); const seed=+(process.argv[3]??1);
const used=[...new Set(S.antigens.flatMap((a:any)=>[...a.series.flatMap((s:any)=>s.indications.map((i:any)=>i.observation.code)),...a.contraindications.map((c:any)=>c.code),...a.vaccineContraindications.map((c:any)=>c.code)]).filter(Boolean))];
const tally:any={}; let r=seed*2654435761>>>0; const R=()=>{r^=r<<13;r>>>=0;r^=r>>>17;r^=r<<5;r>>>=0;return r/4294967296;}; const pick=(a:any[])=>a[Math.floor(R()*a.length)];
for(let k=0;k<N&&bad<6;k++){
  const life=Math.floor(R()<.4?R()*1500:R()<.6?R()*8000:R()*33000); const today=19000+Math.floor(R()*2200)-(R()<.2?5000:0); const birth=today-life; const G=pick(groups); const gc=S.vaccines.filter((v:any)=>v.antigens.some((x:any)=>G.antigens.includes(x.antigen))).map((v:any)=>v.code);
  const few=Array.from({length:1+Math.floor(R()*3)},()=>pick(gc));
  const days=new Set<number>(); const n=Math.floor(R()*9); for(let j=0;j<n;j++) days.add(birth+Math.floor(R()*Math.min(life+1,R()<.5?900:40000)));
  if(R()<.3){days.clear(); let t=birth+Math.floor(R()*Math.min(life+1,400)); for(let j=0;j<n&&t<=today;j++){days.add(t); t+=pick([20,24,28,31,56,61,120,180,183,365,400,1500]);}}
  const q={id:k,birthDate:iso(birth),assessmentDate:iso(today),sex:pick(['F','M',null]),birthCountry:pick([null,'U.S.']),doses:[...days].map(d=>({date:iso(d),cvx:R()<.8?pick(few):R()<.6?pick(gc):pick(codes),mvx:R()<.2?pick([...P.manufacturerIndex.keys()]):null,substandard:R()<.05})),observations:R()<.5?Array.from({length:1+Math.floor(R()*3)},()=>({code:pick(used),date:R()<.7?iso(birth+Math.floor(R()*(life+1))):null})):[]};
  const mine=run(q); const res:any=forecastCase(P,q as any); if('refusal' in res){console.log(res.refusal);continue;}
  const theirs=res.forecasts.map((f:any)=>[f.vaccineGroup,f.kind,f.seriesStatus,f.earliest,f.recommended,f.pastDue,f.latest,f.doseNumber,f.series.map((s:any)=>s.antigen+':'+s.name+':'+s.status).sort().join(';')].join(' | ')).sort();
  for(const f of res.forecasts) tally[f.seriesStatus+' '+f.kind]=(tally[f.seriesStatus+' '+f.kind]??0)+1; for(const d of res.doses) tally[d.status+' '+d.reason]=(tally[d.status+' '+d.reason]??0)+1; const d1=mine.forecasts.filter(x=>!theirs.includes(x)), d2=theirs.filter((x:string)=>!mine.forecasts.includes(x));
  // evaluations
  const evd:string[]=[]; const ST:any={V:'Valid',X:'Not Valid',U:'Sub-standard',E:'Extraneous'};
  for(const d of res.doses) for(const e of d.evaluations){ const p=mine.best[e.antigen].find((p:any)=>p.s.name===e.series); if(!p) continue; const lst=[...q.doses].filter(x=>x.date<=q.assessmentDate).sort((x,y)=>x.date<y.date?-1:1).filter((x:any)=>(vac.get(x.cvx) as any).antigens.some((y:any)=>y.antigen===e.antigen&&add(q.birthDate,y.from,MIN)<=x.date&&x.date<add(q.birthDate,y.until,MAX))); const idx=lst.findIndex(x=>x.date===d.date); if(ST[p.evals[idx]?.st]!==e.status) evd.push(`${d.date} ${d.cvx} ${e.antigen} ${e.series}: mine ${ST[p.evals[idx]?.st]} code ${e.status} ${e.reason}`);}
  if(d1.length||d2.length||evd.length){bad++; console.log('CASE',JSON.stringify(q)); console.log(' text:',d1); console.log(' code:',d2); console.log(evd);}
}
console.log(tally); console.log('done', N, 'bad', bad);
