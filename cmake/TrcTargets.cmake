# What every target of the project shares, as an interface target rather than global flags.
add_library(trc_options INTERFACE)
target_compile_features(trc_options INTERFACE c_std_17)
target_compile_definitions(trc_options INTERFACE _GNU_SOURCE _FILE_OFFSET_BITS=64 TRC_VERSION="${PROJECT_VERSION}")
target_compile_options(trc_options INTERFACE
    -Wall -Wextra -Wshadow -Wpointer-arith -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings
    -Wvla -Wformat=2 -Wundef -Wcast-qual -Wimplicit-fallthrough
    -fvisibility=hidden -fstack-protector-strong -fno-strict-overflow
    $<$<BOOL:${TRC_WERROR}>:-Werror>
    $<$<BOOL:${TRC_COVERAGE}>:--coverage>)
target_link_options(trc_options INTERFACE
    -Wl,-z,relro,-z,now $<$<BOOL:${TRC_COVERAGE}>:--coverage>)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
    target_compile_options(trc_options INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
endif()
if(TRC_SANITIZE)
    target_compile_options(trc_options INTERFACE -fsanitize=${TRC_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(trc_options INTERFACE -fsanitize=${TRC_SANITIZE})
endif()

# trc_layer(NAME SOURCES ... LINK ...): one layer of libtrc, as an object library, so that a test can link it alone.
function(trc_layer name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK")
    add_library(trc_${name} OBJECT ${arg_SOURCES})
    set_target_properties(trc_${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
    target_include_directories(trc_${name}
        PUBLIC ${PROJECT_SOURCE_DIR}/libtrace/include ${PROJECT_BINARY_DIR}/libtrace/include
        PRIVATE ${PROJECT_SOURCE_DIR}/libtrace)
    target_link_libraries(trc_${name} PRIVATE trc_options PUBLIC ${arg_LINK})
endfunction()
