package retriever
import ("testing";"time";"fmt";"runtime";"context")
func TestZMem(t *testing.T){
 p:=readShop(t,"en"); var m runtime.MemStats; runtime.GC(); runtime.ReadMemStats(&m); h0:=m.HeapAlloc; fmt.Println("before",h0>>20,m.Sys>>20)
 t0:=time.Now(); x,_:=Open(t.TempDir(),Options{}); fmt.Println("open",time.Since(t0)); t0=time.Now(); x.Apply(context.Background(),p,nil,1); fmt.Println("apply",time.Since(t0)); t0=time.Now(); x.Train(context.Background()); fmt.Println("train",time.Since(t0))
 runtime.GC(); runtime.ReadMemStats(&m); fmt.Println("heap MB",(m.HeapAlloc-h0)>>20,m.Sys>>20, len(x.corpus.lists), len(x.corpus.grams)); x.Close()
}
func TestZBig(t *testing.T){
 p:=manyProducts(55000); var m runtime.MemStats; runtime.GC(); runtime.ReadMemStats(&m); h0:=m.HeapAlloc
 x,_:=Open("",Options{}); t0:=time.Now(); x.Apply(context.Background(),p,nil,1); fmt.Println("apply",time.Since(t0)); t0=time.Now(); x.Train(context.Background()); fmt.Println("train",time.Since(t0))
 runtime.GC(); runtime.ReadMemStats(&m); fmt.Println("heap MB",(m.HeapAlloc-h0)>>20, len(x.corpus.lists)); x.Close(); fmt.Println(len(x.corpus.lists))
}
